import { index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { lease } from "./lease.ts";

/** Promises of one session in a container each, for seconds: whichever process is asked first takes the row, and nobody after it. */
export const execTicket = pgTable(
	"exec_ticket",
	{
		/** SHA-256 of what the holder has. */
		hash: text("hash").primaryKey(),
		/** Whose it is, by the credential that asked: `user:<id>` or `key:<id>`. */
		holder: text("holder").notNull(),
		/** For which tenant its holder acts; null where they named none. */
		tenantWanted: text("tenant_wanted"),
		leaseId: uuid("lease_id")
			.notNull()
			.references(() => lease.id, { onDelete: "cascade" }),
		service: text("service").notNull(),
		index: integer("index").notNull(),
		/** Null is a shell. */
		argv: jsonb("argv").$type<readonly string[]>(),
		/** Null is no terminal. */
		size: jsonb("size").$type<{ readonly columns: number; readonly rows: number }>(),
		expiresAt: moment("expires_at").notNull(),
	},
	(t) => [index("exec_ticket_expires_idx").on(t.expiresAt), index("exec_ticket_lease_idx").on(t.leaseId)],
);
