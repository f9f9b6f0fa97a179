import type { BerthClient } from "@berth/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { asStack, codesOf, createLifecycleStage, keeper, type LifecycleStage, nobody, refusalOf, soon } from "./lifecycle-stage.ts";

let stage: LifecycleStage;
let client: BerthClient;
let admin: BerthClient;
let tenantId: string;
beforeAll(async () => {
	stage = await createLifecycleStage({ settings: { SWEEP_INTERVAL: "1s" } });
	({ client } = stage);
	({ client: admin } = await stage.berth.admin());
	tenantId = (await client.me.get.query()).tenants[0]?.id ?? nobody;
});
afterAll(() => stage[Symbol.asyncDispose]());

const close = async (leaseId: string) => {
	await client.lease.close.mutate({ leaseId });
	return (await stage.ended(leaseId)).lease;
};
const gone = (retentionId: string) =>
	waitUntil(async () => (await client.retention.get.query({ retentionId })).gone, { timeoutMs: 25_000, what: "the data to be gone" });

test("a close that destroys states the bytes; another amount is refused with the right one, and nothing happens", async () => {
	const leaseId = await stage.readyLease("stated", "small", keeper);
	const plan = await client.lease.planClose.query({ leaseId });
	expect(plan).toMatchObject({ data: "retain", decidedBy: "installation", volumes: 1, refusedBy: null, evicts: [] });
	const before = await client.lease.get.query({ leaseId });
	expect(await refusalOf(client.lease.close.mutate({ leaseId, data: "destroy", confirmBytes: plan.bytes + 1 }))).toMatchObject({
		code: "CONFLICT",
		data: { bytes: plan.bytes, volumes: 1 },
	});
	expect(
		await codesOf([client.lease.close.mutate({ leaseId, data: "destroy" }), client.lease.planClose.query({ leaseId: nobody })]),
	).toEqual(["BAD_INPUT", "NOT_FOUND"]);
	expect(await client.lease.get.query({ leaseId })).toEqual(before);
	await client.lease.close.mutate({ leaseId, data: "destroy", confirmBytes: plan.bytes });
	expect((await stage.ended(leaseId)).lease).toMatchObject({ state: "closed", retention: null });
	const left = await waitUntil(async () => (await client.lease.get.query({ leaseId })).gone, {
		timeoutMs: 25_000,
		what: "the data to be gone",
	});
	expect(left).toMatchObject({ because: "closed", bytes: plan.bytes, leaseName: "stated" });
});

test("a tenant's own rule and caps decide what its closes do; it sees them and what it has, and only an admin sets them", async () => {
	expect(
		await codesOf([client.admin.tenants.setQuota.mutate({ tenantId, retainedMax: 1 }), client.admin.retention.sweeps.query()]),
	).toEqual(["FORBIDDEN", "FORBIDDEN"]);
	expect(
		await codesOf([
			admin.admin.tenants.setQuota.mutate({ tenantId: nobody, retainedMax: 1 }),
			admin.admin.tenants.setQuota.mutate({ tenantId, retainedMax: -1 }),
		]),
	).toEqual(["NOT_FOUND", "BAD_INPUT"]);
	await admin.admin.tenants.setQuota.mutate({ tenantId, retainedMax: 1, partitionRetainedMax: 5 });
	const [older, newer] = [await stage.readyLease("older", "small", keeper), await stage.readyLease("newer", "small", keeper)];
	const kept = (await close(older)).retention;
	expect(await client.lease.planClose.query({ leaseId: newer })).toMatchObject({ evicts: [{ retentionId: kept?.id, leaseName: "older" }] });
	const { retention } = await close(newer);
	expect(await client.tenant.quota.query()).toMatchObject({
		limits: { retainedMax: 1, partitionRetainedMax: 5, suspendedAt: null },
		use: { retained: { records: 1, bytes: retention?.bytes } },
	});
	expect(await gone(kept?.id ?? nobody)).toMatchObject({ because: "evicted", leaseName: "older" });
	expect((await client.retention.gone.query({})).gone.map(({ leaseName }) => leaseName)).toContain("older");
	const late = await refusalOf(client.retention.restore.mutate({ retentionId: kept?.id ?? nobody, name: "late" }));
	expect(late).toMatchObject({
		code: "NOT_FOUND",
		message: expect.stringMatching(/was destroyed on .*, because newer data/),
		data: { because: "evicted" },
	});
	const other = (await stage.berth.member("globex")).client;
	expect(
		await codesOf([
			other.retention.get.query({ retentionId: kept?.id ?? nobody }),
			other.retention.get.query({ retentionId: retention?.id ?? nobody }),
		]),
	).toEqual(["NOT_FOUND", "NOT_FOUND"]);
	expect((await other.retention.gone.query({})).gone).toEqual([]);

	await admin.admin.tenants.setQuota.mutate({ tenantId, retainedMax: null, closeData: "destroy" });
	const ruled = await stage.readyLease("ruled", "small", keeper);
	expect(await client.lease.planClose.query({ leaseId: ruled })).toMatchObject({ data: "destroy", decidedBy: "tenant" });
	expect((await close(ruled)).retention).toBeNull();
	await admin.admin.tenants.setQuota.mutate({ tenantId, closeData: null });
});

test("a partition goes with a lease to its data and back, and lists can be asked for one", async () => {
	const manifest = keeper;
	const { leaseId } = await client.lease.provision.mutate({
		name: "parted",
		partition: "Shop_1.eu",
		items: [{ service: "web", sku: "small" }],
		manifest,
	});
	expect((await stage.ended(leaseId)).lease).toMatchObject({ state: "ready", partition: "Shop_1.eu" });
	const { retention } = await close(leaseId);
	expect((await client.retention.list.query({ partition: "Shop_1.eu" })).retentions.map(({ id }) => id)).toEqual([retention?.id]);
	expect((await client.retention.list.query({ partition: "another" })).retentions).toEqual([]);
	const restored = await client.retention.restore.mutate({ retentionId: retention?.id ?? nobody, name: "parted-again" });
	expect((await stage.ended(restored.leaseId)).lease).toMatchObject({ state: "ready", partition: "Shop_1.eu" });
	for (const partition of ["", "a b", "x".repeat(65)])
		expect(await refusalOf(client.retention.list.query({ partition }))).toMatchObject({ code: "BAD_INPUT" });
});

test("a suspended tenant gets nothing new, keeps what runs, and closes it; sweeps tell how they fare", async () => {
	const leaseId = await stage.readyLease("runs-on", "small", keeper);
	await admin.admin.tenants.suspend.mutate({ tenantId });
	expect(
		await refusalOf(client.lease.provision.mutate({ name: "more", items: [{ service: "web", sku: "bare" }], manifest: asStack() })),
	).toMatchObject({
		code: "FORBIDDEN",
	});
	await client.lease.restart.mutate({ leaseId });
	expect((await stage.ended(leaseId)).lease.state).toBe("ready");
	const { retention } = await close(leaseId);
	expect(await refusalOf(client.lease.reopen.mutate({ leaseId }))).toMatchObject({ code: "FORBIDDEN" });
	await admin.admin.retentions.extend.mutate({ retentionId: retention?.id ?? nobody, expiresAt: soon() });
	await admin.admin.tenants.resume.mutate({ tenantId });
	await client.lease.reopen.mutate({ leaseId });
	expect((await stage.ended(leaseId)).lease.state).toBe("ready");
	const report = await waitUntil(async () => (await admin.admin.retention.sweeps.query())?.at && admin.admin.retention.sweeps.query(), {
		timeoutMs: 20_000,
		what: "a sweep",
	});
	expect(report).toMatchObject({ node: "node-1", reapSkipped: null, lookSkipped: null, missing: [], orphans: 0 });
});
