import type { LeaseEventBody, LeaseId, OperationId } from "@berth/core";
import { integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
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
		at: moment("at").notNull(),
		operationId: uuid("operation_id").$type<OperationId>(),
		actor: text("actor").notNull(),
		body: jsonb("body").notNull().$type<LeaseEventBody>(),
	},
	(t) => [primaryKey({ name: "lease_event_pkey", columns: [t.leaseId, t.seq] })],
);
