import { bigint, index, integer, pgTable, text } from "drizzle-orm/pg-core";

/**
 * How often something was tried that nobody may try often, in all processes together: passwords, codes, ways in. The limiter's own table,
 * in the order of columns that it writes; it refers to nobody, as what is tried need not exist.
 */
export const keptLimit = pgTable(
	"kept_limit",
	{
		key: text("key").primaryKey(),
		points: integer("points").notNull().default(0),
		/** When its window is over, in milliseconds since 1970. */
		expire: bigint("expire", { mode: "number" }),
	},
	(t) => [index("kept_limit_expire_idx").on(t.expire)],
);
