import type { LeaseEventBody, LeaseId, OperationId, TenantId } from "@berth/core";
import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { lease } from "./lease.ts";

/** The log of a lease. `seq` is taken under the lease's row lock, so it has no gap and follows the order of commits. */
export const leaseEvent = pgTable(
	"lease_event",
	{
		leaseId: uuid("lease_id")
			.notNull()
			.$type<LeaseId>()
			.references(() => lease.id, { onDelete: "cascade" }),
		seq: integer("seq").notNull(),
		/** The lease's, repeated for lists of a tenant's events; null until it was filled in where a former program wrote the row. */
		tenantId: uuid("tenant_id").$type<TenantId>(),
		at: moment("at").notNull(),
		operationId: uuid("operation_id").$type<OperationId>(),
		actor: text("actor").notNull(),
		body: jsonb("body").notNull().$type<LeaseEventBody>(),
	},
	(t) => [
		primaryKey({ name: "lease_event_pkey", columns: [t.leaseId, t.seq] }),
		index("lease_event_tenant_idx").on(t.tenantId, sql`(${t.body} ->> 'type')`, t.at, t.leaseId, t.seq),
		index("lease_event_type_idx").on(sql`(${t.body} ->> 'type')`, t.at, t.leaseId, t.seq),
		index("lease_event_unfilled_idx").on(t.leaseId, t.seq).where(sql`${t.tenantId} is null`),
	],
);
