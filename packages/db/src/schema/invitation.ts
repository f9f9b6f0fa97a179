import { memberRoles, type TenantId } from "@berth/core";
import { sql } from "drizzle-orm";
import { check, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { user } from "./auth.ts";
import { moment, oneOf } from "./columns.ts";
import { tenant } from "./tenant.ts";

/** A word of an owner or an admin that somebody may become a member. What the link holds is here as a hash alone. */
export const invitation = pgTable(
	"invitation",
	{
		id: uuid("id").primaryKey(),
		tenantId: uuid("tenant_id")
			.notNull()
			.$type<TenantId>()
			.references(() => tenant.id, { onDelete: "cascade" }),
		/** In small letters, as the addresses of accounts are. */
		email: text("email").notNull(),
		role: text("role", { enum: memberRoles }).notNull(),
		tokenHash: text("token_hash").notNull().unique("invitation_token_hash_key"),
		/** Null once that account is gone. */
		invitedBy: text("invited_by").references(() => user.id, { onDelete: "set null" }),
		createdAt: moment("created_at").notNull().defaultNow(),
		expiresAt: moment("expires_at").notNull(),
		acceptedAt: moment("accepted_at"),
		acceptedBy: text("accepted_by").references(() => user.id, { onDelete: "set null" }),
		revokedAt: moment("revoked_at"),
	},
	(t) => [
		index("invitation_tenant_idx").on(t.tenantId, t.id),
		index("invitation_invited_by_idx").on(t.invitedBy),
		index("invitation_accepted_by_idx").on(t.acceptedBy),
		oneOf("invitation_role_check", t.role, memberRoles),
		check("invitation_end_check", sql`${t.acceptedAt} is null or ${t.revokedAt} is null`),
	],
);
