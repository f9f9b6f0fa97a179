import { pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** What is done from time to time by whichever process comes first: when it was last begun, and how far it came. */
export const tick = pgTable("tick", {
	name: text("name").primaryKey(),
	begunAt: moment("begun_at").notNull(),
	/** Where the next turn goes on; null is from the start. */
	position: text("position"),
});
