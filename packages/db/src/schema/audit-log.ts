import type { AuditId, TenantId } from "@berth/core";
import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { moment, oneOf } from "./columns.ts";

/**
 * Who did what: one row for each thing that somebody asked for and got, written with it. It refers to nothing, for it outlives what it
 * tells of. The id is made by the database and begins with the time, so that each index below is in the order of time, too.
 */
export const auditLog = pgTable(
	"audit_log",
	{
		id: uuid("id").primaryKey().$type<AuditId>(),
		at: moment("at").notNull(),
		/** Whose it is; null for what concerns the installation. */
		tenantId: uuid("tenant_id").$type<TenantId>(),
		actor: text("actor").notNull(),
		userId: text("user_id"),
		keyId: text("key_id"),
		address: text("address"),
		requestId: text("request_id"),
		/** The try of a request with an idempotency key that it was written by. */
		claim: uuid("claim"),
		action: text("action").notNull(),
		targetKind: text("target_kind"),
		targetId: text("target_id"),
		outcome: text("outcome").notNull(),
		facts: jsonb("facts").notNull().$type<Readonly<Record<string, unknown>>>().default(sql`'{}'::jsonb`),
	},
	(t) => [
		oneOf("audit_log_outcome_check", t.outcome, ["done", "refused"]),
		index("audit_log_tenant_idx").on(t.tenantId, t.id),
		index("audit_log_actor_idx").on(t.actor, t.id),
		index("audit_log_action_idx").on(t.action, t.id),
		index("audit_log_target_idx").on(t.targetId, t.id),
	],
);
