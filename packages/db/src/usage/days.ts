import type pg from "pg";
import { type Queryable, rowsOf } from "../query.ts";
import { transaction } from "../transaction.ts";

/** The name of the partition that holds a moment. */
const dayTable = (at: string): string => `'usage_minute_' || to_char(${at} at time zone 'UTC', 'YYYYMMDD')`;

/** SQL that says whether it is there; read from the catalogue itself, since what a session remembers of it may be old. */
export const hasDay = (at: string): string => `exists (
	select from pg_class where relname = ${dayTable(at)} and relkind = 'r'
		and relnamespace = (select relnamespace from pg_class where oid = 'usage_minute'::regclass))`;

/** Any number that nobody else in the database uses for an advisory lock. */
const LOCK = 4_710_232_022;
/** What waits for a table longer than this would hold up everybody who comes after it; the next turn tries again. */
const LOCK_MS = 2_000;

const missing = `
	select ${dayTable("day")} as name, to_char(day at time zone 'UTC', 'YYYY-MM-DD') as "from",
		to_char((day + interval '24 hours') at time zone 'UTC', 'YYYY-MM-DD') as "to"
	from generate_series(date_trunc('day', now(), 'UTC') - interval '24 hours', date_trunc('day', now(), 'UTC') + interval '48 hours', interval '24 hours') day
	where not ${hasDay("day")}`;

/**
 * Makes the partitions from yesterday to the day after tomorrow, those that are not there.
 *
 * Concurrency  any number at once. A partition is made beside the table and attached, so that nobody who reads or writes waits.
 */
export const makeUsageDays = (pool: pg.Pool): Promise<void> =>
	transaction(pool, async (client) => {
		if ((await rowsOf(client, missing, [])).length === 0) return;
		await client.query(`set local lock_timeout = ${LOCK_MS}`);
		await client.query("select pg_advisory_xact_lock($1)", [LOCK]);
		const rows = await rowsOf<{ name: string; from: string; to: string }>(client, missing, []);
		for (const { name, from, to } of rows) {
			await client.query(`create table ${name} (like usage_minute including all)`);
			await client.query(
				`alter table usage_minute attach partition ${name} for values from ('${from} 00:00:00+00') to ('${to} 00:00:00+00')`,
			);
		}
	});

const expired = `
	select relid::regclass::text as name from pg_partition_tree('usage_minute') join pg_class on pg_class.oid = relid
	where isleaf and relname ~ '^usage_minute_\\d{8}$'
		and to_date(right(relname, 8), 'YYYYMMDD') + 1 <= (now() - $1 * interval '1 ms') at time zone 'UTC'`;

/**
 * Drops the partitions whose last minute is older than that. Returns how many.
 *
 * Concurrency  a partition is locked, and the table with it, for as long as a file takes to be unlinked; where that must be waited for,
 *              it is left for the next time (TIMEOUT).
 */
export async function dropUsageDays(pool: pg.Pool, keptMs: number): Promise<number> {
	const rows = await rowsOf<{ name: string }>(pool, expired, [keptMs]);
	for (const { name } of rows) {
		await transaction(pool, async (client) => {
			await client.query(`set local lock_timeout = ${LOCK_MS}`);
			await client.query(`drop table if exists ${name}`);
		});
	}
	return rows.length;
}

const sizes = `
	select coalesce(sum(pg_total_relation_size(relid)), 0)::float8 as "minuteBytes", (count(*) filter (where isleaf))::int as days,
		pg_total_relation_size('usage_hour')::float8 as "hourBytes"
	from pg_partition_tree('usage_minute')`;

/** Says what the tables take on disk. Cost: one look at each file; no lock that anybody waits for. */
export async function usageSizes(db: Queryable): Promise<{ minuteBytes: number; hourBytes: number; days: number }> {
	const [row] = await rowsOf<{ minuteBytes: number; hourBytes: number; days: number }>(db, sizes, []);
	if (row === undefined) throw new Error("an aggregate gave no row");
	return row;
}
