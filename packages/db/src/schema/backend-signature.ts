import { index, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** Signatures of the backend protocol's requests that were taken, for as long as they would be fresh: none is taken twice, by no process. */
export const backendSignature = pgTable(
	"backend_signature",
	{ mac: text("mac").primaryKey(), freshUntil: moment("fresh_until").notNull() },
	(t) => [index("backend_signature_until_idx").on(t.freshUntil)],
);
