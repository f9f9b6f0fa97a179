import type { LeaseId, Millis } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { CallbackRecord } from "../records.ts";
import { type CallbackRow, callbackColumns, toCallback } from "./callback-row.ts";
import { DELIVERY_MS } from "./free-abandoned.ts";

/** A try that is not noted by then was a dead process's. */
const HELD_MS: Millis = 2 * DELIVERY_MS;

// Attempts are counted as they begin: one whose process died was one, too.
const text = `
	with head as materialized (
		select id, held_until from callback
		where lease_id = $1 and delivered_at is null and abandoned_at is null
		order by lease_seq
		limit 1
		for update
	), taken as (
		update callback set attempts = attempts + 1, attempted_at = now(), held_until = now() + $2::float8 * interval '1 ms'
		from head
		where callback.id = head.id and (head.held_until is null or head.held_until < now())
		returning ${callbackColumns}, extract(epoch from now() - coalesce(callback.owed_since, callback.created_at)) * 1000 as age_ms
	)
	select head.id as head_id, taken.* from head left join taken on true`;

type Row = { readonly head_id: string } & ((CallbackRow & { readonly age_ms: string }) | { readonly id: null });

/**
 * Takes the head of a lease's queue of callbacks.
 *
 * Concurrency  locks that one row for the statement; what it finds held it leaves alone.
 * Cost         one row of callback_owed_idx.
 */
export async function takeNext(
	db: Queryable,
	leaseId: LeaseId,
): Promise<{ readonly callback: CallbackRecord; readonly ageMs: Millis } | "busy" | null> {
	const [row] = await rowsOf<Row>(db, text, [leaseId, HELD_MS]);
	if (row === undefined) return null;
	return row.id === null ? "busy" : { callback: toCallback(row), ageMs: Math.max(0, Number(row.age_ms)) };
}
