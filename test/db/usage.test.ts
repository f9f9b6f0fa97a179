import { DAY, HOUR, type LeaseId, MINUTE, newId, type TenantId } from "@berth/core";
import { openDatabase, type UsageRecord } from "@berth/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createScene } from "./fixture.ts";

let db: TestDatabase;
let scene: Awaited<ReturnType<typeof createScene>>;
beforeAll(async () => {
	db = await createTestDatabase();
	scene = await createScene(db);
	await db.database.stores.usage.makeDays();
});
afterAll(() => db[Symbol.asyncDispose]());

const usage = () => db.database.stores.usage;
const kept = { everyMs: 0, minutesKeptMs: 7 * DAY, hoursKeptMs: 400 * DAY };
/** A minute of the hour before this one, so that no test stands on the edge of an hour. */
const minuteAt = (minute: number) => new Date(Math.floor(Date.now() / HOUR) * HOUR - HOUR + minute * MINUTE);
const lastHours = () => ({ from: new Date(Date.now() - 3 * HOUR), to: new Date(Date.now() + HOUR) });
const asked = (text: string, values: unknown[] = []) => withClient(db.url, async (client) => (await client.query(text, values)).rows);

const aMinute = (given: Partial<UsageRecord> = {}): UsageRecord => ({
	at: minuteAt(1),
	tenantId: scene.tenant.id,
	leaseId: newId<LeaseId>(),
	service: "web",
	measuredSeconds: 60,
	cpuMs: 1_000,
	memoryByteSeconds: 6_000,
	memoryPeakBytes: 100,
	diskSeconds: 60,
	diskByteSeconds: 600,
	rxBytes: 1,
	txBytes: null,
	...given,
});

test("a minute said again, or by two, stands once, and of two measurements the fuller one", async () => {
	const leaseId = newId<LeaseId>();
	const half = aMinute({ leaseId, measuredSeconds: 30, cpuMs: 500, diskSeconds: 20, diskByteSeconds: 200 });
	const more = aMinute({ leaseId, measuredSeconds: 50, cpuMs: 800, diskSeconds: 10, diskByteSeconds: 100, txBytes: 7 });
	for (const minute of [half, half, more, half]) await usage().record(scene.fence, [minute], {});
	await Promise.all([half, more, half].map((minute) => usage().record(scene.fence, [minute], {})));
	expect(await usage().series(leaseId, "minute", lastHours())).toEqual([{ ...more, diskSeconds: 20, diskByteSeconds: 200 }]);
});

test("who has lost the node writes nothing, and no other row is lost to one of a day without a partition", async () => {
	const leaseId = newId<LeaseId>();
	const stale = { ...scene.fence, epoch: scene.fence.epoch - 1 };
	await expect(usage().record(stale, [aMinute({ leaseId })], { a: 1 })).rejects.toMatchObject({ code: "CLAIM_LOST" });
	expect(await usage().series(leaseId, "minute", lastHours())).toEqual([]);
	const ages = aMinute({ leaseId, at: new Date(Date.now() + 400 * DAY) });
	expect(await usage().record(scene.fence, [ages, aMinute({ leaseId })], { costs: 2 })).toEqual({ missed: 1 });
	expect(await usage().series(leaseId, "minute", lastHours())).toHaveLength(1);
	expect(await usage().watches()).toEqual([{ nodeId: scene.node.id, at: expect.any(Date), figures: { costs: 2 } }]);
});

test("hours are what their minutes come to, however often and by however many they are added up, and what comes late is in them", async () => {
	const leaseId = newId<LeaseId>();
	const minutes = [1, 2, 3].map((minute) =>
		aMinute({ leaseId, at: minuteAt(minute), memoryPeakBytes: minute * 10, txBytes: minute === 2 ? 5 : null }),
	);
	await usage().record(scene.fence, minutes, {});
	const turns = await Promise.all(Array.from({ length: 4 }, () => usage().keepUp({ ...kept, everyMs: HOUR })));
	expect(turns.filter((turn) => turn !== null)).toHaveLength(1);
	const sum = {
		measuredSeconds: 180,
		cpuMs: 3_000,
		memoryByteSeconds: 18_000,
		memoryPeakBytes: 30,
		diskSeconds: 180,
		rxBytes: 3,
		txBytes: 5,
	};
	const hour = async () => (await usage().series(leaseId, "hour", lastHours()))[0];
	expect(await hour()).toMatchObject({ at: minuteAt(0), ...sum });

	// Long after its hour was added up for the last time, as after an outage.
	await asked("update usage_upkeep set due_at = now(), roll_from_at = now() + interval '1 day'");
	await usage().record(scene.fence, [aMinute({ leaseId, at: minuteAt(4) })], {});
	await usage().keepUp(kept);
	await asked("update usage_upkeep set due_at = now()");
	await usage().keepUp(kept);
	expect(await hour()).toMatchObject({ measuredSeconds: 240, cpuMs: 4_000 });
});

test("what was the turn of a process that died is everybody's again", async () => {
	await asked("update usage_upkeep set due_at = now()");
	await withClient(db.url, async (client) => {
		await client.query("begin");
		await client.query("update usage_upkeep set due_at = now() + interval '1 day'");
		expect(await usage().keepUp(kept)).toBeNull();
	});
	expect(await usage().keepUp(kept)).not.toBeNull();
});

test("partitions are made ahead and dropped when their last minute is old, by any number at once, and old hours go", async () => {
	await asked(
		`create table usage_minute_20200102 partition of usage_minute for values from ('2020-01-02 00:00:00+00') to ('2020-01-03 00:00:00+00')`,
	);
	const old = aMinute({ at: new Date("2020-01-02T03:04:00Z") });
	expect(await usage().record(scene.fence, [old], {})).toEqual({ missed: 0 });
	await asked("update usage_upkeep set due_at = now(), roll_from_at = now()");
	await usage().keepUp({ ...kept, minutesKeptMs: 36_500 * DAY, hoursKeptMs: 36_500 * DAY });
	await asked("update usage_upkeep set due_at = now(), roll_from_at = '-infinity'");
	await usage().keepUp({ ...kept, minutesKeptMs: 36_500 * DAY, hoursKeptMs: 36_500 * DAY });
	const range = { from: new Date("2020-01-01"), to: new Date("2020-02-01") };
	expect(await usage().series(old.leaseId, "hour", range)).toHaveLength(1);

	const inUse = (await usage().sizes()).days;
	await asked(`drop table usage_minute_${new Date(Date.now() + DAY).toISOString().slice(0, 10).replaceAll("-", "")}`);
	await asked("update usage_upkeep set due_at = now()");
	const [turns] = await Promise.all([
		Promise.all([usage().keepUp(kept), usage().keepUp(kept)]),
		...Array.from({ length: 4 }, () => usage().makeDays()),
	]);
	expect(turns.map((turn) => turn?.daysDropped ?? 0).reduce((sum, dropped) => sum + dropped)).toBe(1);
	expect((await usage().sizes()).days).toBe(inUse - 1);
	expect(await usage().series(old.leaseId, "minute", range)).toEqual([]);
	expect(await usage().series(old.leaseId, "hour", range)).toEqual([]);
});

test("sums pass what a number holds, and a page goes on where the one before ended, over every line once", async () => {
	const tenant = await db.database.stores.catalog.putTenant({ name: `tenant-${newId<TenantId>().slice(-8)}` });
	const huge = Number.MAX_SAFE_INTEGER;
	const minutes = ["a", "b", "c"].flatMap((service) =>
		[1, 2].map((minute) => aMinute({ tenantId: tenant.id, at: minuteAt(minute), service, memoryByteSeconds: huge })),
	);
	await usage().record(scene.fence, minutes, {});
	await asked("update usage_upkeep set due_at = now(), roll_from_at = now() - interval '2 hours'");
	await usage().keepUp(kept);
	const summary = await usage().summary(tenant.id, lastHours(), { leasesMax: 4 });
	expect(summary.total).toMatchObject({ cpuMs: "6000", memoryByteSeconds: String(BigInt(huge) * 6n) });
	expect(summary.leases).toHaveLength(4);
	expect(summary.leasesTotal).toBe(6);
	expect((await usage().summary(newId<TenantId>(), lastHours(), { leasesMax: 4 })).total).toBeNull();

	const read = [];
	for (;;) {
		const last = read.at(-1);
		const page = await usage().lines(tenant.id, "minute", lastHours(), { limit: 4, ...(last && { after: last }) });
		read.push(...page);
		if (page.length < 4) break;
	}
	const keys = read.map(({ at, leaseId, service }) => `${at.toISOString()} ${leaseId} ${service}`);
	expect(keys).toHaveLength(6);
	expect(keys).toEqual([...new Set(keys)].sort());
	expect(await usage().lines(newId<TenantId>(), "minute", lastHours(), { limit: 4 })).toEqual([]);
});

test("a week of 200 leases takes what it is said to take, and is read by index from the days asked for alone", async () => {
	await using crowd = await createTestDatabase();
	const { stores } = crowd.database;
	const { tenant } = await createScene(crowd);
	const day = (back: number) => new Date(Math.floor(Date.now() / DAY) * DAY - back * DAY);
	const tableOf = (back: number) => `usage_minute_${day(back).toISOString().slice(0, 10).replaceAll("-", "")}`;
	await withClient(crowd.url, async (client) => {
		await client.query("set synchronous_commit = off");
		await client.query("create temporary table leased as select i, gen_random_uuid() as id from generate_series(1, 200) i");
		const ofDay = (
			back: number,
		) => `select at, case when i % 4 = 0 then '${tenant.id}' else md5((i % 4)::text)::uuid end, id, 'web', 60, 1000 + i,
			i::bigint * 60 * 1048576, i::bigint * 1048576, 60, i::bigint * 60 * 1048576, 1000, 1000
			from generate_series('${day(back).toISOString()}'::timestamptz, '${day(back).toISOString()}'::timestamptz + interval '1439 minutes', interval '1 minute') at, leased`;
		// One day as it comes, minute by minute, which is how large one gets; the others at once.
		await client.query(`create table ${tableOf(1)} (like usage_minute including all)`);
		await client.query(`insert into ${tableOf(1)} ${ofDay(1)}`);
		for (const back of [0, 2, 3, 4, 5, 6, 7]) {
			await client.query(`create table ${tableOf(back)} (like usage_minute including defaults)`);
			await client.query(`insert into ${tableOf(back)} ${ofDay(back)}`);
		}
		for (let back = 7; back >= 0; back--)
			await client.query(
				`alter table usage_minute attach partition ${tableOf(back)} for values from ('${day(back).toISOString()}') to ('${day(back - 1).toISOString()}')`,
			);
		await client.query("analyze usage_minute");
	});
	const [{ bytes }] = (await withClient(crowd.url, async (client) => {
		return (await client.query<{ bytes: number }>("select pg_total_relation_size($1::text::regclass)::float8 as bytes", [tableOf(1)])).rows;
	})) as [{ bytes: number }];
	const MiB = 2 ** 20;
	console.info(`a day of 200 leases takes ${Math.round(bytes / MiB)} MiB, 7 days ${Math.round((7 * bytes) / MiB)} MiB`);
	expect(bytes).toBeLessThan(100 * MiB);
	expect((await stores.usage.sizes()).minuteBytes).toBeGreaterThan(7 * 20 * MiB);

	const [some] = await stores.usage.lines(tenant.id, "minute", { from: day(1), to: day(0) }, { limit: 1 });
	if (some === undefined) throw new Error("the tenant used something");
	// Connections tell what they read at the latest when they end.
	await crowd.database.close();
	await withClient(crowd.url, async (client) => {
		const alone = "select from pg_stat_activity where datname = current_database() and backend_type = 'client backend'";
		await waitUntil(async () => (await client.query(alone)).rowCount === 1, { timeoutMs: 20_000, what: "the other connections to end" });
		await client.query("select pg_stat_force_next_flush()");
		await client.query("select pg_stat_reset()");
	});
	const range = { from: new Date(day(1).getTime() + 18 * HOUR), to: day(0) };
	const own = { ...some, at: range.from };
	await using database = await openDatabase({ url: crowd.url, poolMax: 1, statementTimeoutMs: 30_000 });
	const reads = database.stores.usage;
	expect(await reads.series(some.leaseId, "minute", range)).toHaveLength(360);
	expect(await reads.lines(tenant.id, "minute", range, { limit: 2_000, after: own })).toHaveLength(2_000);
	expect(await reads.lines(tenant.id, "minute", range, { limit: 2_000, leaseId: some.leaseId })).toHaveLength(360);
	await database.close();
	const scans = `select relname as name, seq_scan::int as seq, idx_scan::int as idx from pg_stat_user_tables where relname ~ '^usage_minute_\\d+$'`;
	const read = await withClient(crowd.url, (client) =>
		waitUntil(
			async () => {
				const { rows } = await client.query<{ name: string; seq: number; idx: number }>(scans);
				return rows.some(({ idx }) => idx >= 3) ? rows : null;
			},
			{ timeoutMs: 20_000, what: "the connections to say what they read" },
		),
	);
	expect(read.filter(({ seq }) => seq > 0)).toEqual([]);
	expect(read.filter(({ idx }) => idx > 0).map(({ name }) => name)).toEqual([tableOf(1)]);
});
