import type { CallbackId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { CallbackAttempt } from "../records.ts";
import { toText } from "../to-json.ts";

const text = `
	with noted as (
		update callback set
			held_until = null,
			last_error = $3::text,
			delivered_at = case when $5 = 'delivered' then now() else delivered_at end,
			abandoned_at = case when $5 = 'abandoned' then now() else abandoned_at end
		where id = $1
		returning id, lease_id
	), logged as (
		insert into callback_attempt (callback_id, at, status, error, duration_ms)
		select id, now(), $2::int, $3::text, $4::int from noted
	)
	select exists (
		select from callback other
		where other.lease_id = noted.lease_id and other.delivered_at is null and other.abandoned_at is null
			and ($5 = 'owed' or other.id <> noted.id)
	) as more
	from noted`;

/** Notes one try and lets the callback go. Cost: primary keys and one step of callback_owed_idx, one statement. */
export async function noteTry(
	db: Queryable,
	id: CallbackId,
	{ status, error, durationMs }: Pick<CallbackAttempt, "status" | "error" | "durationMs">,
	end: "delivered" | "owed" | "abandoned",
): Promise<{ readonly more: boolean }> {
	const values = [id, status, error === null ? null : toText(error), Math.round(durationMs), end];
	const [row] = await rowsOf<{ more: boolean }>(db, text, values);
	return { more: row?.more ?? false };
}
