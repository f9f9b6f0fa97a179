import type { BerthClient } from "@berth/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asStack, codesOf, createLifecycleStage, keeper, type LifecycleStage, nobody, refusalOf, soon } from "./lifecycle-stage.ts";

let stage: LifecycleStage;
let client: BerthClient;
beforeAll(async () => {
	stage = await createLifecycleStage();
	({ client } = stage);
});
afterAll(() => stage[Symbol.asyncDispose]());

test("a lease goes through its whole life by commands, and its releases tell it", async () => {
	const leaseId = await stage.readyLease("whole-life", "small", keeper);
	const { lease } = client;
	const steps = [
		() => lease.update.mutate({ leaseId, manifest: asStack({ image: "shop:2.keeps-data" }), note: "the second" }),
		() => lease.scale.mutate({ leaseId, items: [{ service: "web", quantity: 2 }], expectedRelease: 2 }),
		() => lease.setEnv.mutate({ leaseId, mode: "patch", env: { COLOUR: "red", SHADE: "dark" } }),
		() => lease.setEnv.mutate({ leaseId, mode: "patch", env: { SHADE: null } }),
		() => lease.setDomain.mutate({ leaseId, domain: "whole.example.org" }),
		() => client.release.rollBack.mutate({ leaseId, releaseNumber: 1 }),
		() => lease.restart.mutate({ leaseId }),
		() => lease.stop.mutate({ leaseId }),
		() => lease.start.mutate({ leaseId }),
	];
	for (const step of steps) {
		const { operationId } = await step();
		const { operation } = await client.lease.wait.query({ leaseId, operationId, timeoutMs: 25_000 });
		expect(operation).toMatchObject({ id: operationId, state: "succeeded" });
	}
	const { releases } = await client.release.list.query({ leaseId });
	expect(releases.map(({ number, cause, status, rollbackOf }) => [number, cause, status, rollbackOf])).toEqual([
		[7, "rollback", "active", 1],
		[6, "domain", "superseded", null],
		[5, "env", "superseded", null],
		[4, "env", "superseded", null],
		[3, "scale", "superseded", null],
		[2, "update", "superseded", null],
		[1, "provision", "superseded", null],
	]);
	const [again, domain, , env, scale, update, first] = releases;
	expect(update).toMatchObject({ note: "the second", manifest: { services: { web: { image: "shop:2.keeps-data" } } } });
	expect(scale?.items).toMatchObject([{ quantity: 2, domain: null }]);
	expect(env?.manifest.services.web?.env).toEqual({ COLOUR: "red", SHADE: "dark" });
	expect(domain).toMatchObject({ items: [{ quantity: 2, domain: "whole.example.org" }] });
	expect(domain?.manifest.services.web?.env).toEqual({ COLOUR: "red" });
	expect([again?.manifest, again?.items]).toEqual([first?.manifest, first?.items]);
	expect((await lease.get.query({ leaseId })).release?.number).toBe(7);

	await lease.close.mutate({ leaseId });
	const closed = await stage.ended(leaseId);
	// The volume of the second instance waited for the next larger quantity.
	expect(closed.lease).toMatchObject({ state: "closed", endpoints: [], retention: { state: "active", volumes: 2 } });
	await lease.reopen.mutate({ leaseId });
	expect((await stage.ended(leaseId)).lease).toMatchObject({ state: "ready", retention: null, release: { number: 7 } });

	await lease.close.mutate({ leaseId });
	const retentionId = (await stage.ended(leaseId)).lease.retention?.id ?? nobody;
	const restored = await client.retention.restore.mutate({ retentionId, name: "restored" });
	expect((await stage.ended(restored.leaseId)).lease).toMatchObject({
		name: "restored",
		state: "ready",
		release: { number: 1, cause: "restore" },
	});
	expect((await client.retention.list.query({})).retentions).toEqual([]);
});

test("one instance is restarted alone, once however often it is asked, and only where it serves", async () => {
	const leaseId = await stage.readyLease("one-of-two");
	const { lease } = client;
	await lease.scale.mutate({ leaseId, items: [{ service: "web", quantity: 2 }] });
	await stage.ended(leaseId);
	const shown = async () => {
		const { instances } = await lease.get.query({ leaseId });
		return instances.map(({ service, index, generation, startedAt }) => ({ key: `${service}-${index}`, generation, startedAt }));
	};
	const before = await shown();
	const asked = { leaseId, instance: { service: "web", index: 1 }, idempotencyKey: "restart-the-second" };
	const { operationId } = await lease.restart.mutate(asked);
	expect(await lease.restart.mutate(asked)).toMatchObject({ operationId, joined: true });
	expect(await codesOf([lease.restart.mutate({ ...asked, instance: { service: "web", index: 0 } })])).toEqual(["IDEMPOTENCY_KEY_REUSED"]);
	const { operation } = await lease.wait.query({ leaseId, operationId, timeoutMs: 25_000 });
	expect(operation).toMatchObject({ kind: "restart", state: "succeeded", instance: "web-1" });
	const after = await shown();
	expect(after.find(({ key }) => key === "web-0")).toEqual(before.find(({ key }) => key === "web-0"));
	expect(after.find(({ key }) => key === "web-1")?.generation).toBe(3);
	expect(
		await codesOf([
			lease.restart.mutate({ leaseId, instance: { service: "web", index: 2 } }),
			lease.restart.mutate({ leaseId, instance: { service: "db", index: 0 } }),
		]),
	).toEqual(["BAD_INPUT", "BAD_INPUT"]);
	await lease.stop.mutate({ leaseId });
	await stage.ended(leaseId);
	expect(await codesOf([lease.restart.mutate({ leaseId, instance: { service: "web", index: 0 } })])).toEqual(["INVALID_STATE"]);
});

test("a request that is under way is joined by the same one; another one waits or cancels it", async () => {
	const leaseId = await stage.readyLease("busy");
	const gate = stage.berth.host.faults.pauseAt("containers.start", (call) => call.leaseId === leaseId);
	try {
		const manifest = asStack({ image: "shop:2" });
		const first = await client.lease.update.mutate({ leaseId, manifest });
		await gate.reached;
		const twin = { operationId: first.operationId, joined: true };
		expect(await client.lease.update.mutate({ leaseId, manifest })).toMatchObject(twin);
		const keyed = { leaseId, manifest, idempotencyKey: "a-key-that-joins" };
		expect(await Promise.all([client.lease.update.mutate(keyed), client.lease.update.mutate(keyed)])).toMatchObject([twin, twin]);
		expect(
			await codesOf([
				client.lease.update.mutate({ leaseId, manifest: asStack({ image: "shop:3" }) }),
				client.lease.update.mutate({ leaseId, manifest, callbackUrl: "http://127.0.0.1:9/" }),
				client.lease.restart.mutate({ leaseId }),
			]),
		).toEqual(["INVALID_STATE", "INVALID_STATE", "INVALID_STATE"]);
		expect((await client.lease.get.query({ leaseId })).operation).toMatchObject({ releaseNumber: 2, cancelRequested: false });
		const asked = { leaseId, operationId: first.operationId };
		await client.operation.cancel.mutate(asked);
		expect(await refusalOf(client.operation.cancel.mutate(asked))).toSatisfy(
			(refusal) => refusal === null || refusal.code === "INVALID_STATE",
		);
		// The call stands at the gate until its work gives it up.
		const { lease, operation } = await stage.ended(leaseId);
		expect(operation).toMatchObject({ state: "cancelled", reason: "Cancelled", cancelRequested: true });
		expect(lease).toMatchObject({ state: "ready", release: { number: 1 } });
		expect((await client.release.list.query({ leaseId })).releases[0]).toMatchObject({ number: 2, status: "failed" });
		// Whoever joined by a key is told of the same one for ever, and asks for no second.
		expect(await client.lease.update.mutate(keyed)).toMatchObject(twin);
		expect(await codesOf([client.lease.update.mutate({ ...keyed, manifest: asStack({ image: "shop:3" }) })])).toEqual([
			"IDEMPOTENCY_KEY_REUSED",
		]);
	} finally {
		gate.open();
	}
});

test("a failed lease is tried again: by its release as it was, or by a manifest that works", async () => {
	const asked = { name: "broken", items: [{ service: "web", sku: "small" }], manifest: asStack({ image: "shop:exits-3" }) };
	const { leaseId } = await client.lease.provision.mutate(asked);
	expect((await stage.ended(leaseId)).lease).toMatchObject({ state: "failed", release: { number: 1, status: "failed" } });
	await client.lease.retry.mutate({ leaseId });
	expect((await stage.ended(leaseId)).lease.state).toBe("failed");
	expect((await client.release.list.query({ leaseId })).releases).toHaveLength(1);
	await client.lease.retry.mutate({ leaseId, manifest: asStack() });
	expect((await stage.ended(leaseId)).lease).toMatchObject({ state: "ready", release: { number: 2, cause: "retry", status: "active" } });
});

test("a plan says what each service would go through and what it would take, and does nothing", async () => {
	const leaseId = await stage.readyLease("planned");
	const before = await client.lease.get.query({ leaseId });
	const manifest = { services: { ...asStack({ env: { COLOUR: "red" } }).services, db: { image: "db:1" } } };
	const items = [
		{ service: "web", sku: "larger", quantity: 2 },
		{ service: "db", sku: "small" },
	];
	const plan = await client.lease.planUpdate.mutate({ leaseId, manifest, items });
	expect(plan).toMatchObject({ release: 2, adds: { cpuMillis: 200, memoryBytes: 2 ** 28, diskBytes: 2 ** 26 } });
	const [planned, added] = [plan.services.find(({ service }) => service === "web"), plan.services.find(({ service }) => service === "db")];
	expect(planned).toMatchObject({ action: "replace", order: "start-first", from: 1, to: 2 });
	expect(planned?.because).toEqual(expect.arrayContaining(["env", "size"]));
	expect(added).toMatchObject({ action: "add", from: 0, to: 1 });
	expect(JSON.stringify(plan)).not.toContain("red");
	expect(await client.lease.get.query({ leaseId })).toEqual(before);
});

test("a term is moved, and a lease that ends is waited for no longer than was asked", async () => {
	const leaseId = await stage.readyLease("termed");
	const expiresAt = soon();
	expect(await client.lease.renew.mutate({ leaseId, expiresAt })).toMatchObject({ expiresAt });
	// Of two who looked at the same end, the second is refused.
	expect(await client.lease.renew.mutate({ leaseId, expiresAt: null, expectedExpiresAt: expiresAt })).toMatchObject({ expiresAt: null });
	const late = client.lease.renew.mutate({ leaseId, expiresAt: soon(), expectedExpiresAt: expiresAt });
	await expect(late).rejects.toMatchObject({ data: { code: "CONFLICT", data: { expiresAt: null } } });
	expect(await client.lease.wait.query({ leaseId, states: ["closed"], timeoutMs: 0 })).toMatchObject({ met: false });
	const waiting = client.lease.wait.query({ leaseId, states: ["closed"], timeoutMs: 25_000 });
	const { bytes } = await client.lease.planClose.query({ leaseId });
	await client.lease.close.mutate({ leaseId, data: "destroy", confirmBytes: bytes });
	expect(await waiting).toMatchObject({ met: true, lease: { state: "closed", retention: null }, operation: { kind: "close" } });
});
