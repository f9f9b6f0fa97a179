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
	return (await db.query<Row>({ name: nameOf(text), text, values: [...values] })).rows;
}

const names = new Map<string, string>();

/** Texts are few: each is a statement that every connection keeps prepared as well. */
function nameOf(text: string): string {
	const known = names.get(text);
	if (known !== undefined) return known;
	const name = createHash("sha1").update(text).digest("base64url");
	names.set(text, name);
	return name;
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
