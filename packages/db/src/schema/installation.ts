import { newId } from "@berth/core";
import { sql } from "drizzle-orm";
import { boolean, check, pgTable, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** One row: whose things these are on the hosts. */
export const installation = pgTable(
	"installation",
	{
		one: boolean("one").primaryKey().default(true),
		id: uuid("id")
			.notNull()
			.$defaultFn(() => newId()),
		createdAt: moment("created_at").notNull().defaultNow(),
	},
	(t) => [check("installation_one_check", sql`${t.one}`)],
);
