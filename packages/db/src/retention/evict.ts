import type { LeaseEventBody, LeaseId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import { toJson } from "../to-json.ts";
import { logHints, logParts } from "./log-parts.ts";
import type { Eviction } from "./weigh-caps.ts";

// Who works with a closed lease holds its row and may want the tenant's, which we hold: it is not waited for.
const free = "select id from lease where id = any($1::uuid[]) for no key update skip locked";

const text = `
	with evicted as (
		update retention set state = 'reaping', given_up_because = 'evicted', given_up_at = statement_timestamp(), given_up_by = $2
		from jsonb_to_recordset($1::jsonb) as victim (id uuid, cap text)
		where retention.id = victim.id and retention.state = 'active'
		returning retention.id, retention.lease_id, retention.disk_bytes, victim.cap
	), bodies as (
		select lease_id, jsonb_build_object(
			'type', 'relinquished', 'because', 'evicted', 'cap', evicted.cap, 'bytes', evicted.disk_bytes,
			'volumes', (select count(*) from volume where volume.retention_id = evicted.id)
		) as body
		from evicted
	), ended as (
		select lease_id, $2::text as actor, body from bodies where lease_id is distinct from $3
	), ${logParts("ended").join(", ")}
	select own.body, said.told
	from (select count(*) as told from (${logHints}) hints) said left join bodies own on own.lease_id = $3`;

/**
 * Locks the rows of the leases that left these records, whose logs are to be told.
 *
 * Returns      those of the records whose lease somebody else works with at the moment.
 * Concurrency  waits for nobody.
 */
export async function lockVictims(db: Queryable, victims: readonly Eviction[]): Promise<Eviction[]> {
	const wanted = victims.flatMap(({ record }) => record.leaseId ?? []);
	if (wanted.length === 0) return [];
	const locked = new Set((await rowsOf<{ id: LeaseId }>(db, free, [wanted])).map(({ id }) => id));
	return victims.filter(({ record }) => record.leaseId !== null && !locked.has(record.leaseId));
}

/**
 * Gives records up for what a closing lease leaves, and tells the logs of the leases that left them.
 *
 * Returns  what is to be told in the closing lease's own log, whose row the caller is about to write, of records that it left before.
 * Cost     one round trip; primary keys.
 */
export async function evict(db: Queryable, victims: readonly Eviction[], closing: LeaseId, by: string): Promise<readonly LeaseEventBody[]> {
	if (victims.length === 0) return [];
	const values = [toJson(victims.map(({ record, cap }) => ({ id: record.id, cap }))), by, closing];
	return (await rowsOf<{ body: LeaseEventBody | null }>(db, text, values)).flatMap(({ body }) => body ?? []);
}
