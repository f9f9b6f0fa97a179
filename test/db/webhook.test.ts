import { adminWebhookEventTypes, newId, type TenantId, webhookEventTypes } from "@berth/core";
import { revisionOfWebhook } from "@berth/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { createScene, newLease } from "./fixture.ts";
import { createDiskScene, DISK } from "./left-behind.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const HOUR = 3_600_000;

/** A webhook that wants everything, and what it is owed of one kind, the newest first. */
async function listener(tenantId: TenantId | null, type: string) {
	const { webhooks } = db.database.stores;
	const owner = { tenantId };
	const types = tenantId === null ? adminWebhookEventTypes : webhookEventTypes;
	const { id } = await webhooks.create(owner, { url: "https://example.org/", description: "", types }, "user:ada");
	return { owner, id, told: async () => (await webhooks.deliveries(owner, id, { limit: 50 })).filter((one) => one.type === type) };
}

test("the end of retained data is told in time, once however many sweep at once, and once more when it was moved", async () => {
	const other = await createScene(db);
	const scene = await createDiskScene(db);
	const { fence, retentions, tenant } = scene;
	const [own, all, foreign] = await Promise.all([tenant.id, null, other.tenant.id].map((id) => listener(id, "retention.expiring")));
	const { lease, id } = await scene.left({ expiresInMs: 2 * HOUR });
	const given = await scene.left({ state: "reaping", expiresInMs: HOUR / 2 });
	expect(await retentions.announceEnds(fence, HOUR, 10)).toBe(0);
	const swept = await Promise.all(Array.from({ length: 4 }, () => retentions.announceEnds(fence, 3 * HOUR, 10)));
	expect(swept.reduce((sum, one) => sum + one)).toBe(1);
	const until = (await retentions.find(id, "all"))?.expiresAt;
	const data = { retentionId: id, leaseName: lease.name, bytes: 2 * DISK, volumes: 2, until: until?.toISOString() };
	const event = { tenantId: tenant.id, leaseId: lease.id, leaseName: lease.name, data };
	expect([await own?.told(), await all?.told(), await foreign?.told()]).toMatchObject([[event], [event], []]);
	expect(JSON.stringify(await all?.told())).not.toContain(given.id);

	const later = new Date(Date.now() + 2.5 * HOUR);
	await retentions.extend(id, "all", "user:ada", later);
	expect(await retentions.announceEnds(fence, 3 * HOUR, 10)).toBe(1);
	expect(await retentions.announceEnds(fence, 3 * HOUR, 10)).toBe(0);
	expect((await own?.told())?.map((one) => one.data.until)).toEqual([later.toISOString(), until?.toISOString()]);
	const stale = { ...fence, epoch: fence.epoch - 1 };
	await expect(retentions.announceEnds(stale, HOUR, 10)).rejects.toMatchObject({ code: "CLAIM_LOST" });
});

test("of many who change one webhook after the same look one has its way, and the others are told what it is now; how it fares is no change", async () => {
	const { tenant } = await createScene(db);
	const { owner, id } = await listener(tenant.id, "lease.ready");
	const { webhooks } = db.database.stores;
	const before = await webhooks.find(owner, id);
	if (before === null) throw new Error("it has gone");
	const owed = await webhooks.ping(owner, id);
	await webhooks.take(owed.id);
	await webhooks.note(owed.id, { status: 500, error: "no", durationMs: 1, answer: null }, "owed");
	const revision = revisionOfWebhook(before);
	const tried = await Promise.allSettled(
		["a", "b", "c", "d", "e"].map((description) => webhooks.update(owner, id, { description }, undefined, revision)),
	);
	const done = tried.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
	const [won] = done;
	if (won === undefined || done.length > 1) throw new Error(`${done.length} had their way`);
	const conflict = { status: "rejected", reason: { code: "CONFLICT", data: { expected: revision, revision: revisionOfWebhook(won) } } };
	expect(tried.filter((one) => one.status === "rejected")).toMatchObject(Array.from({ length: 4 }, () => conflict));
	expect(await webhooks.find(owner, id)).toMatchObject({ description: won.description, failingSince: expect.any(Date) as Date });
	await expect(webhooks.update({ tenantId: null }, id, {}, undefined, revision)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a stuck actor is told to the installation alone, once for the same log, by whoever has the node", async () => {
	const { database } = db;
	const { fence, tenant } = await createScene(db);
	const elsewhere = await createScene(db);
	const [own, all] = await Promise.all([tenant.id, null].map((id) => listener(id, "actor.stuck")));
	const lease = await database.stores.leases.create(newLease(tenant.id));
	const { webhooks } = database.stores;
	const data = { state: "provisioning", step: "pull" };
	const here = lease.nodeId === fence.nodeId ? { right: fence, wrong: elsewhere.fence } : { right: elsewhere.fence, wrong: fence };
	expect(await webhooks.tellStuck(here.wrong, lease.id, data)).toBe(0);
	expect(await webhooks.tellStuck(here.right, lease.id, data)).toBeGreaterThan(0);
	expect(await webhooks.tellStuck(here.right, lease.id, data)).toBe(0);
	expect([await own?.told(), await all?.told()]).toMatchObject([[], [{ leaseId: lease.id, data }]]);
	const stale = { ...here.right, epoch: here.right.epoch - 1 };
	await expect(webhooks.tellStuck(stale, lease.id, data)).rejects.toMatchObject({ code: "CLAIM_LOST" });
	await expect(webhooks.find({ tenantId: tenant.id }, all?.id ?? newId())).resolves.toBeNull();
});
