import type { OperationId, TenantId } from "@berth/core";
import { index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { operation } from "./operation.ts";

/** Keys of requests that joined an operation under way: sent again when it is over, such a request is still that operation. */
export const joinedRequest = pgTable(
	"joined_request",
	{
		tenantId: uuid("tenant_id").notNull().$type<TenantId>(),
		idempotencyKey: text("idempotency_key").notNull(),
		operationId: uuid("operation_id")
			.notNull()
			.$type<OperationId>()
			.references(() => operation.id, { onDelete: "cascade" }),
		requestHash: text("request_hash").notNull(),
	},
	(t) => [
		primaryKey({ name: "joined_request_pkey", columns: [t.tenantId, t.idempotencyKey] }),
		index("joined_request_operation_idx").on(t.operationId),
	],
);
