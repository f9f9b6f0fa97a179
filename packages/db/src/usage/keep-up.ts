import type pg from "pg";
import { rowsOf } from "../query.ts";
import { transaction } from "../transaction.ts";
import type { UsageStore } from "../usage-store.ts";
import { dropUsageDays, makeUsageDays } from "./days.ts";

// One that is there is not tried again: that would wait for whoever holds it.
const begin = `
	insert into usage_upkeep (id, due_at, roll_from_at) select 1, now(), '-infinity' where not exists (select from usage_upkeep)
	on conflict do nothing`;

// Who does it holds the row, and the others do not wait for it.
const take = `
	with turn as (select id, roll_from_at from usage_upkeep where id = 1 and due_at <= now() for update skip locked)
	update usage_upkeep set due_at = now() + $1 * interval '1 ms', roll_from_at = date_trunc('hour', now() - interval '10 minutes', 'UTC')
	from turn where usage_upkeep.id = turn.id
	returning turn.roll_from_at::text as "rollFrom"`;

// Hours are made of whole days of minutes, so one that is made again is made of all of them.
const roll = `
	insert into usage_hour as old (at, tenant_id, lease_id, service, measured_seconds, cpu_ms, memory_byte_seconds, memory_peak_bytes,
		disk_seconds, disk_byte_seconds, rx_bytes, tx_bytes)
	select date_trunc('hour', at, 'UTC') as hour, tenant_id, lease_id, service, sum(measured_seconds), sum(cpu_ms), sum(memory_byte_seconds),
		max(memory_peak_bytes), sum(disk_seconds), sum(disk_byte_seconds), sum(rx_bytes), sum(tx_bytes)
	from usage_minute where at >= $1::timestamptz
	group by hour, tenant_id, lease_id, service
	on conflict (lease_id, service, at) do update set
		measured_seconds = excluded.measured_seconds, cpu_ms = excluded.cpu_ms, memory_byte_seconds = excluded.memory_byte_seconds,
		memory_peak_bytes = excluded.memory_peak_bytes, disk_seconds = excluded.disk_seconds, disk_byte_seconds = excluded.disk_byte_seconds,
		rx_bytes = excluded.rx_bytes, tx_bytes = excluded.tx_bytes
	where old.measured_seconds <> excluded.measured_seconds or old.disk_seconds <> excluded.disk_seconds`;

// So many at a time that nobody waits for it; there are more turns than old hours.
const prune = `
	delete from usage_hour where ctid in (
		select ctid from usage_hour where at < now() - $1 * interval '1 ms' order by at limit 10000)`;

const pruneNodes = "delete from node_hour where at < now() - $1 * interval '1 ms'";

/**
 * Makes partitions ahead, adds minutes up to hours, and lets go what is older than it is kept.
 *
 * Concurrency  whoever finds it due does it; the row that says so is held meanwhile. What a killed one had not finished is due at once.
 * Cost         the minutes since the hour before last, by usage_minute's partition; once in `everyMs` in the whole installation.
 */
export async function keepUpUsage(
	pool: pg.Pool,
	{ everyMs, minutesKeptMs, hoursKeptMs }: Parameters<UsageStore["keepUp"]>[0],
): ReturnType<UsageStore["keepUp"]> {
	await rowsOf(pool, begin, []);
	const hoursWritten = await transaction(pool, async (client) => {
		const [turn] = await rowsOf<{ rollFrom: string }>(client, take, [everyMs]);
		if (turn === undefined) return null;
		const written = (await client.query(roll, [turn.rollFrom])).rowCount ?? 0;
		await client.query(prune, [hoursKeptMs]);
		await client.query(pruneNodes, [hoursKeptMs]);
		return written;
	});
	if (hoursWritten === null) return null;
	await makeUsageDays(pool);
	return { hoursWritten, daysDropped: await dropUsageDays(pool, minutesKeptMs) };
}
