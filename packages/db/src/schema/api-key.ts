import { type AccessScope, type ApiKeyId, accessScopes, type LeaseId, type TenantId } from "@berth/core";
import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { user } from "./auth.ts";
import { moment } from "./columns.ts";
import { tenant } from "./tenant.ts";

/** What programs prove themselves with. No secret is here, only the hash of one. */
export const apiKey = pgTable(
	"api_key",
	{
		id: uuid("id").primaryKey().$type<ApiKeyId>(),
		/** Null for an admin's key, which is of no tenant. */
		tenantId: uuid("tenant_id")
			.$type<TenantId>()
			.references(() => tenant.id, { onDelete: "cascade" }),
		/** Whose rights it narrows; it can do nothing that they cannot. */
		userId: text("user_id")
			.notNull()
			.references(() => user.id, { onDelete: "cascade" }),
		/** The key that made it, with which it is revoked. */
		parentId: uuid("parent_id").$type<ApiKeyId>(),
		name: text("name").notNull(),
		scopes: text("scopes").array().notNull().$type<AccessScope[]>(),
		/** The only leases it may name; null for no such limit. */
		leaseIds: uuid("lease_ids").array().$type<LeaseId[]>(),
		/** Ranges of addresses it may come from; null for any. */
		cidrs: text("cidrs").array(),
		secretHash: text("secret_hash").notNull(),
		/** Of the secret before the last rotation, which is taken until then. */
		formerHash: text("former_hash"),
		formerUntil: moment("former_until"),
		/** How long it is good for from its making and from each rotation. */
		days: integer("days").notNull(),
		expiresAt: moment("expires_at").notNull(),
		createdBy: text("created_by").notNull(),
		createdAt: moment("created_at").notNull().defaultNow(),
		rotatedAt: moment("rotated_at"),
		lastUsedAt: moment("last_used_at"),
		lastUsedAddress: text("last_used_address"),
		revokedAt: moment("revoked_at"),
		revokedBy: text("revoked_by"),
	},
	(t) => [
		index("api_key_tenant_idx").on(t.tenantId, t.id),
		index("api_key_user_idx").on(t.userId, t.id),
		index("api_key_parent_idx").on(t.parentId),
		check("api_key_former_check", sql`(${t.formerHash} is null) = (${t.formerUntil} is null)`),
		check("api_key_scopes_check", sql`${t.scopes} <@ array[${sql.raw(accessScopes.map((scope) => `'${scope}'`).join(", "))}]`),
	],
);
