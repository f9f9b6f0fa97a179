import { index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** Requests that came with an idempotency key and are no commands of a lease: that one is under way, or what came of it. */
export const keyedRequest = pgTable(
	"keyed_request",
	{
		/** Whose key it is: the credential that asked, and the tenant it acted for. */
		holder: text("holder").notNull(),
		key: text("key").notNull(),
		/** The path of what was called. */
		action: text("action").notNull(),
		/** SHA-256 of the request. */
		hash: text("hash").notNull(),
		/** The try that holds it: its row of the audit log says the same. */
		claim: uuid("claim").notNull(),
		begunAt: moment("begun_at").notNull(),
		/** Without a word until then the try is over, however it ended. */
		claimedUntil: moment("claimed_until").notNull(),
		doneAt: moment("done_at"),
		/** What was answered; null until it is done, and for good where it held a secret. */
		answer: jsonb("answer").$type<unknown>(),
		expiresAt: moment("expires_at").notNull(),
	},
	(t) => [primaryKey({ columns: [t.holder, t.key] }), index("keyed_request_expires_idx").on(t.expiresAt)],
);
