import type { Millis } from "@berth/core";
import { type Queryable, rowsOf } from "./query.ts";

/** What is owed to receivers. */
export interface Debts {
	readonly owed: number;
	/** Since when the oldest is owed; null when none is. A receiver that is away makes it old. */
	readonly oldestMs: Millis | null;
	/** How long the oldest that nobody tried to send yet waits, which is the queue's own doing; null when none does. */
	readonly untriedMs: Millis | null;
}

const textOf = (table: "callback" | "webhook_delivery", since: string) => `
	select count(*)::int as owed,
		(extract(epoch from now() - min(${since})) * 1000)::float8 as "oldestMs",
		(extract(epoch from now() - min(${since}) filter (where attempts = 0)) * 1000)::float8 as "untriedMs"
	from ${table} where delivered_at is null and abandoned_at is null`;

const texts = {
	callback: textOf("callback", "coalesce(owed_since, created_at)"),
	webhook_delivery: textOf("webhook_delivery", "owed_since"),
};

/** Counts what is owed, and how long it is. Cost: what is owed, by the index of it. No lock. */
export async function readDebts(db: Queryable, table: keyof typeof texts): Promise<Debts> {
	const [row] = await rowsOf<Debts & Record<string, unknown>>(db, texts[table], []);
	return row ?? { owed: 0, oldestMs: null, untriedMs: null };
}
