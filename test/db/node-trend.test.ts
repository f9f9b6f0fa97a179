import { DAY, HOUR, MINUTE } from "@berth/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { createScene, newLease } from "./fixture.ts";

let db: TestDatabase;
let scene: Awaited<ReturnType<typeof createScene>>;
beforeAll(async () => {
	db = await createTestDatabase();
	scene = await createScene(db, { cpuMillis: 10_000, memoryBytes: 2 ** 34, diskBytes: 2 ** 40 });
	await db.database.stores.usage.makeDays();
});
afterAll(() => db[Symbol.asyncDispose]());

const usage = () => db.database.stores.usage;
const asked = (text: string, values: unknown[] = []) => withClient(db.url, (client) => client.query(text, values));
const around = () => ({ from: new Date(Date.now() - 2 * DAY), to: new Date(Date.now() + DAY) });
const thisHour = () => new Date(Math.floor(Date.now() / HOUR) * HOUR);

test("the most that was reserved in an hour stands, sizes are counted as it begins, and who lost the node says nothing", async () => {
	const { leases } = db.database.stores;
	const { rows } = await asked("select date_trunc('hour', now()) as at, now() as now");
	// On the edge of an hour there would be two.
	if (rows[0].now.getTime() - rows[0].at.getTime() > HOUR - MINUTE)
		await asked("select pg_sleep_until(date_trunc('hour', now()) + interval '1 hour')");
	await leases.create(newLease(scene.tenant.id));
	await usage().record(scene.fence, [], {});
	const [first] = await usage().nodeTrend(around(), 1);
	expect(first).toMatchObject({ nodeId: scene.node.id, cpuMillisCapacity: 10_000, used: null });
	expect(Object.values(first?.skus ?? {}).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
	await leases.create(newLease(scene.tenant.id));
	await usage().record(scene.fence, [], {});
	const [more] = await usage().nodeTrend(around(), 1);
	expect(more?.cpuMillisReserved).toBe(2 * (first?.cpuMillisReserved ?? 0));
	expect(more?.skus).toEqual(first?.skus);
	await asked("update node set cpu_millis_reserved = 0");
	await usage().record(scene.fence, [], {});
	await expect(usage().record({ ...scene.fence, epoch: scene.fence.epoch - 1 }, [], {})).rejects.toMatchObject({ code: "CLAIM_LOST" });
	expect(await usage().nodeTrend(around(), 1)).toEqual([more]);
});

test("what was used is the mean of whole hours, nothing where a whole one has nothing, and a gap where nobody said anything", async () => {
	await asked("delete from node_hour");
	const lease = await db.database.stores.leases.create(newLease(scene.tenant.id));
	const hour = (ago: number) => new Date(thisHour().getTime() - ago * HOUR);
	for (const ago of [1, 2, 5])
		await asked("insert into node_hour values ($1, $2, 500, 600, 700, 1000, 2000, 3000, $3)", [
			scene.node.id,
			hour(ago),
			JSON.stringify({ micro: ago }),
		]);
	await asked(
		"insert into usage_hour (at, tenant_id, lease_id, service, measured_seconds, cpu_ms, memory_byte_seconds, disk_seconds, disk_byte_seconds) values ($1, $2, $3, 'web', 3600, 720000, 360000, 3600, 7200)",
		[hour(2), scene.tenant.id, lease.id],
	);
	await asked("update usage_upkeep set roll_from_at = $1", [hour(1)]);
	await asked("insert into usage_upkeep (id, due_at, roll_from_at) values (1, now(), $1) on conflict do nothing", [hour(1)]);
	const found = await usage().nodeTrend(around(), 1);
	expect(found.map(({ at, used }) => [at, used])).toEqual([
		[hour(5), { cpuMillis: 0, memoryBytes: 0, diskBytes: 0 }],
		[hour(2), { cpuMillis: 200, memoryBytes: 100, diskBytes: 2 }],
		[hour(1), null],
	]);
	const [whole] = await usage().nodeTrend(around(), 90 * 24);
	expect(whole).toMatchObject({ cpuMillisReserved: 500, used: { cpuMillis: 100, memoryBytes: 50, diskBytes: 1 }, skus: { micro: 1 } });
	await usage().keepUp({ everyMs: 0, minutesKeptMs: DAY, hoursKeptMs: 4 * HOUR });
	expect((await usage().nodeTrend(around(), 1)).map(({ at }) => at)).not.toContainEqual(hour(5));
});
