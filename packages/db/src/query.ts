import { createHash } from "node:crypto";
import type pg from "pg";

/** Whatever can run a statement: the pool, or the connection of a transaction. */
export type Queryable = Pick<pg.ClientBase, "query">;

/**
 * Runs a statement under a name made of its text, so that each connection parses and plans it once.
 *
 * Returns the rows as the text selects them; their type is stated where the text stands and proven by the tests.
 */
export async function rowsOf<Row extends pg.QueryResultRow>(
	db: Queryable,
	text: string,
	values: readonly unknown[],
): Promise<readonly Row[]> {
	const name = createHash("sha1").update(text).digest("base64url");
	return (await db.query<Row>({ name, text, values: [...values] })).rows;
}

/**
 * Runs a statement without a name, which is planned anew for its values: where a filter may let nearly all rows through or none, the best
 * way to the ones is not that to the others.
 */
export async function rowsPlannedAnew<Row extends pg.QueryResultRow>(
	db: Queryable,
	text: string,
	values: readonly unknown[],
): Promise<readonly Row[]> {
	return (await db.query<Row>({ text, values: [...values] })).rows;
}

/** Collects the values of a statement that is put together from parts; each call gives the placeholder that stands for its value. */
export function parameters(): { readonly values: readonly unknown[]; readonly of: (value: unknown) => string } {
	const values: unknown[] = [];
	return { values, of: (value) => `$${values.push(value)}` };
}

export type Parameter = ReturnType<typeof parameters>["of"];
