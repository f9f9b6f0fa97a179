import { boolean, index, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/**
 * The auth library's tables, under the names it gives them (camel case, text ids). It writes them; we read `user.isAdmin`.
 *
 * Source  better-auth 1.7.25, its `getAuthTables`.
 */
export const user = pgTable("user", {
	id: text("id").primaryKey(),
	name: text("name").notNull(),
	email: text("email").notNull().unique("user_email_key"),
	emailVerified: boolean("emailVerified").notNull().default(false),
	image: text("image"),
	/** Ours: sees every tenant. */
	isAdmin: boolean("isAdmin").notNull().default(false),
	createdAt: moment("createdAt").notNull().defaultNow(),
	updatedAt: moment("updatedAt").notNull().defaultNow(),
});

export const session = pgTable(
	"session",
	{
		id: text("id").primaryKey(),
		token: text("token").notNull().unique("session_token_key"),
		userId: text("userId")
			.notNull()
			.references(() => user.id, { onDelete: "cascade" }),
		expiresAt: moment("expiresAt").notNull(),
		ipAddress: text("ipAddress"),
		userAgent: text("userAgent"),
		createdAt: moment("createdAt").notNull().defaultNow(),
		updatedAt: moment("updatedAt").notNull().defaultNow(),
	},
	(t) => [index("session_user_idx").on(t.userId)],
);

export const account = pgTable(
	"account",
	{
		id: text("id").primaryKey(),
		accountId: text("accountId").notNull(),
		providerId: text("providerId").notNull(),
		userId: text("userId")
			.notNull()
			.references(() => user.id, { onDelete: "cascade" }),
		accessToken: text("accessToken"),
		refreshToken: text("refreshToken"),
		idToken: text("idToken"),
		accessTokenExpiresAt: moment("accessTokenExpiresAt"),
		refreshTokenExpiresAt: moment("refreshTokenExpiresAt"),
		scope: text("scope"),
		password: text("password"),
		createdAt: moment("createdAt").notNull().defaultNow(),
		updatedAt: moment("updatedAt").notNull().defaultNow(),
	},
	(t) => [index("account_user_idx").on(t.userId)],
);

export const verification = pgTable(
	"verification",
	{
		id: text("id").primaryKey(),
		identifier: text("identifier").notNull(),
		value: text("value").notNull(),
		expiresAt: moment("expiresAt").notNull(),
		createdAt: moment("createdAt").notNull().defaultNow(),
		updatedAt: moment("updatedAt").notNull().defaultNow(),
	},
	(t) => [index("verification_identifier_idx").on(t.identifier)],
);
