import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { MIB } from "./fixture.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const capacity = { cpuMillis: 4_000, memoryBytes: 8 * 1024 * 1024 * MIB, diskBytes: 3 };

test("of agents that claim a node at once, one gets it, until its claim lapses or is dropped", async () => {
	const { nodes } = db.database.stores;
	const node = await nodes.register({ name: "n", capacity });
	const fences = await Promise.all(["a", "b", "c", "d"].map((holder) => nodes.claim(node.id, holder, 60_000)));
	const [first] = fences.filter((fence) => fence !== null);
	expect(fences.filter((fence) => fence !== null)).toEqual([{ nodeId: node.id, epoch: 1 }]);
	if (first === undefined) throw new Error("nobody got the node");
	await nodes.renew(first, 60_000, { engineSeen: true });
	expect((await nodes.find(node.id))?.seenAt).toBeInstanceOf(Date);
	// A pause longer than the claim costs nothing while nobody took the node.
	await withClient(db.url, (client) => client.query("update node set claimed_until = now() - interval '1 s'"));
	await nodes.renew(first, 60_000, { engineSeen: false });
	await withClient(db.url, (client) => client.query("update node set claimed_until = now() - interval '1 s'"));
	expect(await nodes.claim(node.id, "successor", 60_000)).toEqual({ nodeId: node.id, epoch: 2 });
	await expect(nodes.renew(first, 60_000, { engineSeen: true })).rejects.toMatchObject({ code: "CLAIM_LOST" });
	await nodes.drop(first);
	expect(await nodes.claim(node.id, "third", 60_000)).toBeNull();
	await nodes.drop({ nodeId: node.id, epoch: 2 });
	expect(await nodes.claim(node.id, "third", 60_000)).toEqual({ nodeId: node.id, epoch: 3 });
	expect(await nodes.claim(node.id, "third", 60_000)).toEqual({ nodeId: node.id, epoch: 4 });
});

test("registering a node again changes its capacity and nothing else", async () => {
	const { nodes } = db.database.stores;
	const first = await nodes.register({ name: "again", capacity });
	await nodes.claim(first.id, "holder", 60_000);
	const [one, two] = await Promise.all([1, 2].map(() => nodes.register({ name: "again", capacity: { ...capacity, cpuMillis: 8_000 } })));
	expect(one).toEqual(two);
	expect(one).toMatchObject({ id: first.id, claimedBy: "holder", claimEpoch: 1, capacity: { ...capacity, cpuMillis: 8_000 } });
	expect((await nodes.list()).filter(({ name }) => name === "again")).toEqual([one]);
});
