import type { AppError } from "@berth/core";
import type { HostPortWish, LeaseRecord, PortRange } from "@berth/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { brokenAccounts } from "./accounts.ts";
import { anEvent, claimedNode, createScene, MIB, newLease } from "./fixture.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const wish = (over: Partial<HostPortWish> = {}): HostPortWish => ({ service: "app", index: 0, port: 5432, protocol: "tcp", ...over });
const roomy = { cpuMillis: 64_000, memoryBytes: 64 * 1024 * MIB, diskBytes: 0 };

/** The only node that takes leases, with a range of ports. */
async function scene(hostPorts: PortRange) {
	const { tenant, node, fence } = await createScene(db);
	await db.database.stores.nodes.register({ name: node.name, capacity: roomy, hostPorts });
	const { leases } = db.database.stores;
	const create = (wishes: readonly HostPortWish[]) => leases.create(newLease(tenant.id, { hostPorts: wishes }));
	const change = async (lease: LeaseRecord, what: object) =>
		(await leases.change(lease.id, "all", fence, () => ({ result: null, change: { ...what, events: [anEvent()] } }))).lease;
	const close = (lease: LeaseRecord) => change(lease, { set: { state: "closed", closed: true }, releaseCapacity: true });
	return { tenant, node, create, change, close };
}

const portsOf = ({ hostPorts }: LeaseRecord): readonly number[] => hostPorts.map(({ hostPort }) => hostPort);
const read = async ({ id }: LeaseRecord) => {
	const lease = await db.database.stores.leases.find(id, "all");
	if (lease === null) throw new Error("the lease is gone");
	return lease;
};
const rows = (): Promise<number> =>
	withClient(db.url, async (client) => Number((await client.query("select count(*) as n from host_port")).rows[0]?.n));

test("fifty who ask at once for twenty ports: twenty have one each and thirty are told why not; closing them frees each once", async () => {
	const { create, change, close } = await scene({ first: 30_000, last: 30_019 });
	const before = await rows();
	// Half of them ask when they begin, half when they are changed.
	const standing = await Promise.all(Array.from({ length: 25 }, () => create([])));
	const asked = await Promise.allSettled([
		...standing.map((lease) => change(lease, { takeHostPorts: [wish()] })),
		...Array.from({ length: 25 }, () => create([wish()])),
	]);
	const made = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
	const refused = asked.flatMap((one): AppError[] => (one.status === "rejected" ? [one.reason] : []));
	expect(made.flatMap(portsOf).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => 30_000 + i));
	expect(refused.map(({ code, data }) => `${code} ${data.which}`)).toEqual(Array(30).fill("CAPACITY_EXHAUSTED hostPorts"));
	for (const lease of made) expect((await read(lease)).hostPorts).toEqual(lease.hostPorts);
	expect(await brokenAccounts(db.url)).toEqual([]);
	const closed = await Promise.all(made.flatMap((lease) => [close(lease), close(lease)]));
	expect(closed.flatMap(portsOf)).toEqual([]);
	expect(await rows()).toBe(before);
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("tcp and udp have their numbers apart, the lowest free one is given, and what is held already is not taken twice", async () => {
	const { create, change } = await scene({ first: 30_100, last: 30_102 });
	const one = await create([wish(), wish({ protocol: "udp" }), wish({ index: 1 })]);
	expect(one.hostPorts.map(({ hostPort, protocol, index }) => `${hostPort}/${protocol} ${index}`)).toEqual([
		"30100/tcp 0",
		"30100/udp 0",
		"30101/tcp 1",
	]);
	const same = await change(one, { takeHostPorts: [wish(), wish({ index: 1 })] });
	expect(same.hostPorts).toEqual(one.hostPorts);
	const kept = await change(same, { keepHostPorts: [wish({ index: 1 })] });
	expect(portsOf(kept)).toEqual([30_101]);
	expect(portsOf(await create([wish()]))).toEqual([30_100]);
	expect(await read(one)).toMatchObject({ hostPorts: kept.hostPorts });
});

test("a change that finds too few ports writes nothing at all", async () => {
	const { create, change } = await scene({ first: 30_200, last: 30_201 });
	const one = await create([wish()]);
	const refused = change(one, { set: { state: "failed" }, takeHostPorts: [wish({ index: 1 }), wish({ index: 2 })] });
	await expect(refused).rejects.toMatchObject({ code: "CAPACITY_EXHAUSTED", data: { which: "hostPorts", asked: 2 } });
	expect(await read(one)).toMatchObject({ state: one.state, version: one.version, hostPorts: one.hostPorts });
});

test("a node without a free port is passed over, and one that has neither room nor ports is told of its room", async () => {
	const { tenant, create } = await scene({ first: 30_300, last: 30_300 });
	const { node: other } = await claimedNode(db.database, { ...roomy, cpuMillis: 500 });
	await create([wish()]);
	await expect(create([wish()])).rejects.toMatchObject({ data: { which: "hostPorts" } });
	await db.database.stores.nodes.register({
		name: other.name,
		capacity: { ...roomy, cpuMillis: 500 },
		hostPorts: { first: 30_300, last: 30_310 },
	});
	expect(await create([wish()])).toMatchObject({ nodeId: other.id, hostPorts: [{ hostPort: 30_300 }] });
	const huge = newLease(tenant.id, { hostPorts: [wish()] });
	const items = huge.items.map((item) => ({ ...item, cpuMillis: 10_000_000 }));
	await expect(db.database.stores.leases.create({ ...huge, items })).rejects.toMatchObject({
		code: "CAPACITY_EXHAUSTED",
		data: { asked: { cpuMillis: 10_000_000 } },
	});
});

test("another range leaves what is held as it is, and gives from now on of itself alone", async () => {
	const { node, create } = await scene({ first: 30_400, last: 30_400 });
	const one = await create([wish()]);
	await db.database.stores.nodes.register({ name: node.name, capacity: roomy, hostPorts: { first: 30_401, last: 30_401 } });
	expect(portsOf(await read(one))).toEqual([30_400]);
	expect(portsOf(await create([wish()]))).toEqual([30_401]);
	await db.database.stores.nodes.register({ name: node.name, capacity: roomy });
	expect((await db.database.stores.nodes.find(node.id))?.hostPorts).toBeNull();
	await expect(create([wish()])).rejects.toMatchObject({ data: { which: "hostPorts" } });
});
