import { AppError } from "@berth/core";
import type { Connection } from "../connection.ts";
import type { KeyedClaim, KeyedRequest, KeyedRequestStore } from "../keyed-request-store.ts";
import { leastUuidOf } from "../new-uuid.ts";
import { type Queryable, rowsOf } from "../query.ts";
import { toJson } from "../to-json.ts";

const ms = (parameter: string) => `${parameter}::float8 * interval '1 ms'`;

// Some that are over go with each that comes, so that there never are many.
const takeText = `
	with over as (
		delete from keyed_request where (holder, key) in (
			select holder, key from keyed_request
			where expires_at < now() and (holder, key) <> ($1, $2) order by expires_at limit 10 for update skip locked
		)
	)
	insert into keyed_request (holder, key, action, hash, claim, begun_at, claimed_until, expires_at)
	values ($1, $2, $3, $4, gen_random_uuid(), now(), now() + ${ms("$5")}, now() + ${ms("$6")})
	on conflict (holder, key) do update set action = excluded.action, hash = excluded.hash, claim = excluded.claim, begun_at = excluded.begun_at,
		claimed_until = excluded.claimed_until, done_at = null, answer = null, expires_at = excluded.expires_at
	where keyed_request.expires_at < now() and keyed_request.claimed_until < now()
	returning claim`;

const findText = `
	select action, hash, claim, begun_at as "begunAt", claimed_until > now() as "isHeld", done_at is not null as "isDone", answer
	from keyed_request where holder = $1 and key = $2`;

const takeOverText = `
	update keyed_request set action = $3, hash = $4, claim = gen_random_uuid(), begun_at = now(), claimed_until = now() + ${ms("$5")},
		expires_at = now() + ${ms("$6")}
	where holder = $1 and key = $2 and claim = $7 and done_at is null
	returning claim`;

const targetText = `
	select target_kind as kind, target_id as id from audit_log
	where action = $1 and id >= $2::uuid and claim = $3::uuid order by id limit 1`;

const ofClaim = "where holder = $1 and key = $2 and claim = $3 and done_at is null";
const keepText = `update keyed_request set claimed_until = now() + ${ms("$4")} ${ofClaim}`;
const finishText = `update keyed_request set done_at = now(), answer = $4::jsonb ${ofClaim}`;
const releaseText = `update keyed_request set claimed_until = now() ${ofClaim}`;

interface Row {
	readonly action: string;
	readonly hash: string;
	readonly claim: string;
	readonly begunAt: Date;
	readonly isHeld: boolean;
	readonly isDone: boolean;
	readonly answer: unknown;
}

interface TargetRow {
	readonly kind: string | null;
	readonly id: string | null;
}

/** How often a key may change hands while somebody looks. */
const LOOKS_MAX = 3;

/** Requests with a key. Cost: one row by the primary key each, and at most ten old ones by their time. */
export const createKeyedRequestStore = ({ pool }: Pick<Connection, "pool">): KeyedRequestStore => ({
	async take(request, claimMs, keptMs) {
		const { holder, key, action, hash } = request;
		const values = [holder, key, action, hash, claimMs, keptMs];
		for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
			const [taken] = await rowsOf<{ readonly claim: string }>(pool, takeText, values);
			if (taken !== undefined) return { kind: "taken", claim: taken.claim };
			const [row] = await rowsOf<Row & Record<string, unknown>>(pool, findText, [holder, key]);
			// It was forgotten in between.
			if (row === undefined) continue;
			const known = await readRow(pool, row, request);
			if (known !== null) return known;
			const [over] = await rowsOf<{ readonly claim: string }>(pool, takeOverText, [...values, row.claim]);
			if (over !== undefined) return { kind: "taken", claim: over.claim };
		}
		throw new AppError("CONFLICT", { data: { key } });
	},
	async keep({ holder, key }, claim, claimMs) {
		await rowsOf(pool, keepText, [holder, key, claim, claimMs]);
	},
	async finish({ holder, key }, claim, answer) {
		await rowsOf(pool, finishText, [holder, key, claim, answer === undefined ? null : toJson(answer)]);
	},
	async release({ holder, key }, claim) {
		await rowsOf(pool, releaseText, [holder, key, claim]);
	},
});

/** What a key that somebody had stands for; null when nothing came of it. */
async function readRow(pool: Queryable, row: Row, { action, hash }: KeyedRequest): Promise<KeyedClaim | null> {
	const isSame = row.action === action && row.hash === hash;
	if (!row.isDone && row.isHeld) return { kind: isSame ? "busy" : "other" };
	if (row.isDone && row.answer !== null) return isSame ? { kind: "done", answer: row.answer, target: null } : { kind: "other" };
	const [made] = await rowsOf<TargetRow & Record<string, unknown>>(pool, targetText, [row.action, leastUuidOf(row.begunAt), row.claim]);
	if (!row.isDone && made === undefined) return null;
	if (!isSame) return { kind: "other" };
	const target = made?.kind && made.id ? { kind: made.kind, id: made.id } : null;
	return { kind: "done", answer: undefined, target };
}
