import { sql } from "drizzle-orm";
import { type AnyPgColumn, bigint, check, timestamp } from "drizzle-orm/pg-core";

/** A moment, with its zone; all of them are written by the database's own clock. */
export const moment = (name: string) => timestamp(name, { withTimezone: true });

/** Bytes and thousandths of a core: bigint in the table, a number below 2^53 in the code. */
export const amount = (name: string) => bigint(name, { mode: "number" });

/** A check that a text column holds one of core's words (or null), so that a list there and a table here cannot drift apart. */
export const oneOf = (name: string, column: AnyPgColumn, words: readonly string[]) =>
	check(name, sql`${column} in (${sql.raw(words.map((word) => `'${word}'`).join(", "))})`);
