import { boolean, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/**
 * The auth library's tables, under the names it gives them (camel case, text ids). It writes them, but for who is an admin or suspended
 * and for the account that an accepted invitation makes: those are guarded, and so are one statement or one transaction of ours.
 *
 * Source  better-auth 1.7.25, its `getAuthTables` with the plugin of second factors.
 */
export const user = pgTable("user", {
	id: text("id").primaryKey(),
	name: text("name").notNull(),
	email: text("email").notNull().unique("user_email_key"),
	emailVerified: boolean("emailVerified").notNull().default(false),
	image: text("image"),
	/** Ours: sees every tenant. */
	isAdmin: boolean("isAdmin").notNull().default(false),
	twoFactorEnabled: boolean("twoFactorEnabled").notNull().default(false),
	/** Ours: since when nobody gets in as this person; null when they may. */
	suspendedAt: moment("suspendedAt"),
	/** Ours: when they last asked for anything, to the minute; null of who did not since this is kept. */
	lastSeenAt: moment("lastSeenAt"),
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

/** What a second factor is checked against; the secret and the backup codes are encrypted by the library. */
export const twoFactor = pgTable(
	"twoFactor",
	{
		id: text("id").primaryKey(),
		secret: text("secret").notNull(),
		backupCodes: text("backupCodes").notNull(),
		userId: text("userId")
			.notNull()
			.references(() => user.id, { onDelete: "cascade" }),
		/** Whether a first code was given; before that it asks nobody. */
		verified: boolean("verified").notNull().default(true),
		failedVerificationCount: integer("failedVerificationCount").notNull().default(0),
		lockedUntil: moment("lockedUntil"),
	},
	(t) => [index("two_factor_user_idx").on(t.userId)],
);
