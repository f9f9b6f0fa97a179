import { afterAll, beforeAll, expect, test } from "vitest";
import { asStack, codesOf, createLifecycleStage, type LifecycleStage, refusalOf } from "./lifecycle-stage.ts";

let stage: LifecycleStage;
beforeAll(async () => {
	stage = await createLifecycleStage({ settings: { HOST_PORTS: "30000-30001" } });
});
afterAll(() => stage[Symbol.asyncDispose]());

test("an admin offers, changes and retires sizes; a tenant sees those on offer and how many more of each there is room for", async () => {
	const { client, berth } = stage;
	const { client: admin } = await berth.admin();
	const { skus } = admin.admin;
	const size = { cpuMillis: 200, memoryBytes: 2 ** 27, diskBytes: 0, priceLabel: "gold" };
	await skus.put.mutate({ ...size, name: "offered", closeData: "destroy" });
	const offer = async () => (await client.sku.offers.query()).offers.find(({ name }) => name === "offered");
	const before = await offer();
	expect(before).toMatchObject({ ...size, closeData: "destroy", inQuota: null });
	expect(before?.available).toBe(before?.onOneNode);
	const leaseId = await stage.readyLease("sized", "offered");
	expect((await offer())?.available).toBe((before?.available ?? 0) - 1);

	await skus.put.mutate({ ...size, name: "offered", memoryBytes: 2 ** 28 });
	expect(await offer()).toMatchObject({ memoryBytes: 2 ** 28, closeData: null });
	await client.lease.restart.mutate({ leaseId });
	expect((await stage.ended(leaseId)).lease.items).toMatchObject([{ memoryBytes: 2 ** 27 }]);
	expect(await skus.retire.mutate({ name: "offered" })).toMatchObject({ enabled: false });
	expect(await offer()).toBeUndefined();
	expect((await skus.list.query()).skus.find(({ name }) => name === "offered")).toMatchObject({ enabled: false });
	expect(
		await codesOf([
			client.lease.provision.mutate({ name: "late", items: [{ service: "web", sku: "offered" }], manifest: asStack() }),
			skus.retire.mutate({ name: "never" }),
			skus.put.mutate({ ...size, name: "No Name" }),
			client.admin.skus.retire.mutate({ name: "bare" }),
		]),
	).toEqual(["SKU_UNKNOWN", "SKU_UNKNOWN", "BAD_INPUT", "FORBIDDEN"]);
});

test("a size is changed while the lease serves, and the plan of an update and the timeline say so", async () => {
	const { client, berth } = stage;
	const leaseId = await stage.readyLease("grows");
	const started = () =>
		berth.host
			.containers()
			.filter((one) => one.leaseId === leaseId)
			.map(({ id, startedAt }) => [id, startedAt]);
	const before = started();
	const items = [{ service: "web", sku: "larger", quantity: 1 }];
	const plan = await client.lease.planUpdate.mutate({ leaseId, manifest: asStack(), items });
	expect(plan.services).toMatchObject([{ action: "resize", because: ["size"], order: null }]);
	await client.lease.scale.mutate({ leaseId, items: [{ sku: "larger" }] });
	const { lease } = await stage.ended(leaseId);
	expect(lease).toMatchObject({ state: "ready", items: [{ sku: "larger", memoryBytes: 2 ** 27 }] });
	expect(lease.operation?.steps.find(({ name }) => name === "resize")?.state).toBe("succeeded");
	expect(started()).toEqual(before);
});

test("a stable port is one of the node's range, and who comes when none is left is told so", async () => {
	const { client } = stage;
	const manifest = asStack({ ports: { "80/tcp": { stable: true } } });
	const first = await stage.readyLease("first", "bare", manifest);
	const { lease } = await client.lease.wait.query({ leaseId: first, timeoutMs: 1_000 });
	expect(lease.endpoints).toMatchObject([{ port: 80, hostPort: 30_000 }]);
	await stage.readyLease("second", "bare", manifest);
	const third = client.lease.provision.mutate({ name: "third", items: [{ service: "web", sku: "bare" }], manifest });
	expect(await refusalOf(third)).toMatchObject({ code: "CAPACITY_EXHAUSTED", data: { which: "hostPorts", asked: 1 } });
	await client.lease.close.mutate({ leaseId: first });
	await stage.ended(first);
	const again = await stage.readyLease("third", "bare", manifest);
	expect((await client.lease.wait.query({ leaseId: again, timeoutMs: 1_000 })).lease.endpoints).toMatchObject([{ hostPort: 30_000 }]);
});
