import { type AccessScope, type ApiKeyId, accessScopes } from "@berth/core";
import { sql } from "drizzle-orm";
import { check, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/**
 * Programs that ask for a key which somebody who is signed in confirms. What the program has and what people type is here as a hash alone,
 * and so is the text of the key, which there is only once it was confirmed. It refers to nobody: nothing is anybody's before that.
 */
export const deviceLogin = pgTable(
	"device_login",
	{
		/** The id of the key, should it be made. */
		keyId: uuid("key_id").primaryKey().$type<ApiKeyId>(),
		/** Of what the program asks by how it stands. */
		deviceHash: text("device_hash").notNull().unique("device_login_device_hash_key"),
		/** Of what people type, under a secret of the installation: it is short enough to be guessed from a plain one. */
		codeHash: text("code_hash").notNull().unique("device_login_code_hash_key"),
		/** Of the key's own secret. */
		secretHash: text("secret_hash").notNull(),
		/** What it calls itself, and the host it says it runs on. */
		program: text("program").notNull(),
		host: text("host"),
		/** Where it asked from. */
		address: text("address").notNull(),
		/** What it asks for at most. */
		scopes: text("scopes").array().notNull().$type<AccessScope[]>(),
		/** The tenant it would act for, by id or name; null where it names none. */
		tenantWanted: text("tenant_wanted"),
		createdAt: moment("created_at").notNull().defaultNow(),
		expiresAt: moment("expires_at").notNull(),
		/** When the program last asked how it stands. */
		polledAt: moment("polled_at"),
		confirmedAt: moment("confirmed_at"),
		deniedAt: moment("denied_at"),
	},
	(t) => [
		index("device_login_expires_idx").on(t.expiresAt),
		check("device_login_end_check", sql`${t.confirmedAt} is null or ${t.deniedAt} is null`),
		check("device_login_scopes_check", sql`${t.scopes} <@ array[${sql.raw(accessScopes.map((scope) => `'${scope}'`).join(", "))}]`),
	],
);
