import { randomUUID } from "node:crypto";
import type { BerthClient } from "@berth/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestApi } from "./fixture.ts";
import {
	asStack,
	codesOf,
	createLifecycleStage,
	keeper,
	type LifecycleStage,
	nobody,
	nodeWorks,
	refusalOf,
	soon,
	web,
} from "./lifecycle-stage.ts";

let stage: LifecycleStage;
let client: BerthClient;
beforeAll(async () => {
	stage = await createLifecycleStage();
	({ client } = stage);
});
afterAll(() => stage[Symbol.asyncDispose]());

const key = () => `key-${randomUUID()}`;

describe("what breaks a rule is refused by name, and nothing is written", () => {
	test("changes of a release", async () => {
		const leaseId = await stage.readyLease("refused");
		const keeper = await stage.readyLease("keeper", "small", { services: { web: { image: "shop:1" } } });
		const before = await client.lease.get.query({ leaseId });
		const { update, scale, setEnv, setDomain, planUpdate } = client.lease;
		const bad = { leaseId, manifest: asStack() };
		expect(
			await codesOf([
				update.mutate({ ...bad, manifest: asStack({ privileged: true }) }),
				update.mutate({ ...bad, manifest: asStack({ image: "evil.example/shop:1" }) }),
				update.mutate({ ...bad, manifest: { services: { ...asStack().services, job: { image: "job:1", role: "init" } } } }),
				update.mutate({
					...bad,
					manifest: { services: { ...asStack().services, job: { image: "job:1", role: "init" } } },
					items: [
						{ service: "web", sku: "bare" },
						{ service: "job", sku: "bare", quantity: 2 },
					],
				}),
				update.mutate({ ...bad, manifest: asStack({ update_order: "start-first" }), items: [{ sku: "small" }] }),
				update.mutate({ ...bad, manifest: asStack({ image: "shop:2" }), items: [{ sku: "unheard-of" }] }),
				update.mutate({ ...bad, manifest: asStack({ image: "shop:2" }), expectedRelease: 9 }),
				update.mutate(bad),
				planUpdate.mutate(bad),
			]),
		).toEqual([
			"INVALID_MANIFEST",
			"IMAGE_NOT_ALLOWED",
			"BAD_INPUT",
			"BAD_INPUT",
			"INVALID_MANIFEST",
			"SKU_UNKNOWN",
			"RELEASE_CONFLICT",
			"BAD_INPUT",
			"BAD_INPUT",
		]);
		expect(
			await codesOf([
				scale.mutate({ leaseId, items: [{ service: "db", quantity: 2 }] }),
				scale.mutate({ leaseId, items: [{ service: "web" }] }),
				scale.mutate({ leaseId, items: [{ quantity: 2 }, { service: "web", quantity: 3 }] }),
				scale.mutate({ leaseId, items: [{ quantity: 1 }] }),
				setEnv.mutate({ leaseId, mode: "put", env: { PATH: "/evil" } }),
				setEnv.mutate({ leaseId, mode: "put", env: { COLOUR: null } }),
				setEnv.mutate({ leaseId, mode: "patch", env: { COLOUR: null } }),
				setDomain.mutate({ leaseId, domain: "mine.apps.example" }),
				setDomain.mutate({ leaseId: keeper, domain: "portless.example.org" }),
				setDomain.mutate({ leaseId, domain: null }),
				client.release.rollBack.mutate({ leaseId, releaseNumber: 7 }),
				client.release.rollBack.mutate({ leaseId, releaseNumber: 1 }),
			]),
		).toEqual([
			"BAD_INPUT",
			"BAD_INPUT",
			"BAD_INPUT",
			"BAD_INPUT",
			"INVALID_MANIFEST",
			"BAD_INPUT",
			"BAD_INPUT",
			"BAD_INPUT",
			"BAD_INPUT",
			"BAD_INPUT",
			"NOT_FOUND",
			"BAD_INPUT",
		]);
		const after = await client.lease.get.query({ leaseId });
		expect([after.version, after.eventSeq]).toEqual([before.version, before.eventSeq]);
		expect((await client.release.list.query({ leaseId })).releases).toHaveLength(1);
	});

	test("commands that the state does not take, and times that are past", async () => {
		const leaseId = await stage.readyLease("in-state");
		const past = "2020-01-01T00:00:00Z";
		const operationId = (await client.operation.list.query({ leaseId })).operations[0]?.id ?? nobody;
		const provision = { name: "late", items: [{ sku: "bare" }], manifest: web };
		expect(
			await codesOf([
				client.lease.start.mutate({ leaseId }),
				client.lease.retry.mutate({ leaseId }),
				client.lease.reopen.mutate({ leaseId }),
				client.operation.cancel.mutate({ leaseId, operationId }),
				client.operation.cancel.mutate({ leaseId, operationId: nobody }),
				client.lease.wait.query({ leaseId, operationId: nobody }),
				client.lease.renew.mutate({ leaseId, expiresAt: past }),
				client.lease.provision.mutate({ ...provision, expiresAt: past }),
			]),
		).toEqual(["INVALID_STATE", "INVALID_STATE", "INVALID_STATE", "INVALID_STATE", "NOT_FOUND", "NOT_FOUND", "BAD_INPUT", "BAD_INPUT"]);
		await client.lease.close.mutate({ leaseId });
		await stage.ended(leaseId);
		// It kept no data, so nothing is left to bring back.
		expect(await codesOf([client.lease.reopen.mutate({ leaseId }), client.lease.renew.mutate({ leaseId, expiresAt: null })])).toEqual([
			"INVALID_STATE",
			"INVALID_STATE",
		]);
	});
});

test("a foreign id is not there, by any procedure that takes one; for an admin it is", async () => {
	const leaseId = await stage.readyLease("secret", "small", keeper);
	await client.lease.close.mutate({ leaseId });
	const retentionId = (await stage.ended(leaseId)).lease.retention?.id ?? nobody;
	const operationId = (await client.operation.list.query({ leaseId })).operations[0]?.id ?? nobody;
	const { client: other } = await stage.berth.member("other");
	const calls = {
		"lease.retry": other.lease.retry.mutate({ leaseId }),
		"lease.restart": other.lease.restart.mutate({ leaseId }),
		"lease.update": other.lease.update.mutate({ leaseId, manifest: web }),
		"lease.planUpdate": other.lease.planUpdate.mutate({ leaseId, manifest: web }),
		"lease.scale": other.lease.scale.mutate({ leaseId, items: [{ quantity: 2 }] }),
		"lease.setEnv": other.lease.setEnv.mutate({ leaseId, mode: "put", env: {} }),
		"lease.setDomain": other.lease.setDomain.mutate({ leaseId, domain: null }),
		"lease.stop": other.lease.stop.mutate({ leaseId }),
		"lease.start": other.lease.start.mutate({ leaseId }),
		"lease.renew": other.lease.renew.mutate({ leaseId, expiresAt: null }),
		"lease.planClose": other.lease.planClose.query({ leaseId }),
		"lease.close": other.lease.close.mutate({ leaseId }),
		"lease.reopen": other.lease.reopen.mutate({ leaseId }),
		"lease.usage": other.lease.usage.query({ leaseId }),
		"lease.get": other.lease.get.query({ leaseId }),
		"lease.wait": other.lease.wait.query({ leaseId }),
		"release.list": other.release.list.query({ leaseId }),
		"release.rollBack": other.release.rollBack.mutate({ leaseId, releaseNumber: 1 }),
		"release.compare": other.release.compare.query({ leaseId, from: 1, to: 1 }),
		"operation.list": other.operation.list.query({ leaseId }),
		"operation.get": other.operation.get.query({ operationId }),
		"event.list": other.event.list.query({ leaseId }),
		"diagnostic.list": other.diagnostic.list.query({ leaseId }),
		"operation.cancel": other.operation.cancel.mutate({ leaseId, operationId }),
		"retention.restore": other.retention.restore.mutate({ retentionId, name: "stolen" }),
		"retention.get": other.retention.get.query({ retentionId }),
		"retention.relinquish": other.retention.relinquish.mutate({ retentionId }),
	};
	const told = await Promise.all(Object.entries(calls).map(async ([name, call]) => [name, (await refusalOf(call))?.code] as const));
	expect(told.filter(([, code]) => code !== "NOT_FOUND")).toEqual([]);
	expect((await other.retention.list.query({})).retentions).toEqual([]);
	expect(
		await codesOf([
			other.admin.retentions.list.query({}),
			other.admin.retentions.extend.mutate({ retentionId, expiresAt: soon() }),
			other.admin.volumes.orphans.query(),
		]),
	).toEqual(["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
	const { client: admin } = await stage.berth.admin();
	const until = soon();
	expect((await admin.admin.retentions.list.query({})).retentions.map(({ id }) => id)).toContain(retentionId);
	expect((await admin.admin.retentions.extend.mutate({ retentionId, expiresAt: until })).expiresAt).toBe(until);
	expect(await admin.retention.relinquish.mutate({ retentionId })).toMatchObject({ id: retentionId, state: "reaping" });
	expect(await admin.admin.volumes.orphans.query()).toEqual({ node: "node-1", volumes: [], next: null });
	expect(await codesOf([client.lease.reopen.mutate({ leaseId })])).toEqual(["INVALID_STATE"]);
});

test("a key has one effect, however often and by whom it is sent, and stands for one request", async () => {
	const leaseId = await stage.readyLease("keyed", "small", keeper);
	const { lease } = client;
	const commands: readonly (readonly [string, (idempotencyKey: string) => Promise<{ operationId: string; joined: boolean }>])[] = [
		["update", (k) => lease.update.mutate({ leaseId, manifest: asStack({ image: "shop:2" }), idempotencyKey: k })],
		["scale", (k) => lease.scale.mutate({ leaseId, items: [{ quantity: 2 }], idempotencyKey: k })],
		["setEnv", (k) => lease.setEnv.mutate({ leaseId, mode: "put", env: { A: "1" }, idempotencyKey: k })],
		["setDomain", (k) => lease.setDomain.mutate({ leaseId, domain: "keyed.example.org", idempotencyKey: k })],
		["rollBack", (k) => client.release.rollBack.mutate({ leaseId, releaseNumber: 1, idempotencyKey: k })],
		["restart", (k) => lease.restart.mutate({ leaseId, idempotencyKey: k })],
		["stop", (k) => lease.stop.mutate({ leaseId, idempotencyKey: k })],
		["start", (k) => lease.start.mutate({ leaseId, idempotencyKey: k })],
		["close", (k) => lease.close.mutate({ leaseId, idempotencyKey: k })],
		["reopen", (k) => lease.reopen.mutate({ leaseId, idempotencyKey: k })],
	];
	const { operations: before } = await client.operation.list.query({ leaseId });
	for (const [name, send] of commands) {
		const idempotencyKey = key();
		const answers = await Promise.all([send(idempotencyKey), send(idempotencyKey), send(idempotencyKey)]);
		await stage.ended(leaseId);
		const later = await send(idempotencyKey);
		expect([...new Set([...answers, later].map(({ operationId }) => operationId))], name).toHaveLength(1);
		expect(
			answers.filter(({ joined }) => !joined),
			name,
		).toHaveLength(1);
		expect(later.joined, name).toBe(true);
		expect(await codesOf([lease.restart.mutate({ leaseId, callbackUrl: "http://127.0.0.1:9/", idempotencyKey })])).toEqual([
			"IDEMPOTENCY_KEY_REUSED",
		]);
	}
	expect((await client.operation.list.query({ leaseId })).operations).toHaveLength(before.length + commands.length);

	await lease.close.mutate({ leaseId });
	const retentionId = (await stage.ended(leaseId)).lease.retention?.id ?? nobody;
	const restore = { retentionId, name: "keyed-again", idempotencyKey: key() };
	const restored = await Promise.all([client.retention.restore.mutate(restore), client.retention.restore.mutate(restore)]);
	await stage.ended(restored[0].leaseId);
	restored.push(await client.retention.restore.mutate(restore));
	expect(new Set(restored.map((answer) => `${answer.leaseId} ${answer.operationId}`)).size).toBe(1);
});

test("a domain leads to one lease, whoever asks, until it is given back", async () => {
	const domain = "taken.example.org";
	const first = await stage.readyLease("first-named");
	const second = await stage.readyLease("second-named");
	await client.lease.setDomain.mutate({ leaseId: first, domain });
	await stage.ended(first);
	expect(await refusalOf(client.lease.setDomain.mutate({ leaseId: second, domain }))).toMatchObject({ code: "CONFLICT" });
	await client.lease.setDomain.mutate({ leaseId: first, domain: null });
	await stage.ended(first);
	await client.lease.setDomain.mutate({ leaseId: second, domain });
	expect((await stage.ended(second)).lease.items).toMatchObject([{ domain }]);
});

test("a lease that never came up keeps the domain it was given: nobody else has it when it is tried again", async () => {
	const domain = "unborn.example.org";
	const broken = asStack({ image: "shop:exits-3" });
	const { leaseId } = await client.lease.provision.mutate({ name: "unborn", items: [{ service: "web", sku: "bare" }], manifest: broken });
	await stage.ended(leaseId);
	await client.lease.setDomain.mutate({ leaseId, domain });
	expect((await stage.ended(leaseId)).lease).toMatchObject({ state: "failed", release: { number: 2, status: "failed" } });
	const other = await stage.readyLease("unborn-rival");
	expect(await refusalOf(client.lease.setDomain.mutate({ leaseId: other, domain }))).toMatchObject({ code: "CONFLICT" });
	await client.lease.setDomain.mutate({ leaseId, domain: null });
	await stage.ended(leaseId);
	await client.lease.setDomain.mutate({ leaseId: other, domain });
	expect((await stage.ended(other)).lease.items).toMatchObject([{ domain }]);
});

test("what is restored in another quantity keeps the size and the domain it had", async () => {
	const domain = "restored.example.org";
	const leaseId = await stage.readyLease("wider", "small", keeper);
	await client.lease.setDomain.mutate({ leaseId, domain });
	await stage.ended(leaseId);
	await client.lease.close.mutate({ leaseId });
	const retentionId = (await stage.ended(leaseId)).lease.retention?.id ?? nobody;
	const items = [{ service: "web", sku: "small", quantity: 2 }];
	const restored = await client.retention.restore.mutate({ retentionId, name: "wider-again", items });
	expect((await stage.ended(restored.leaseId)).lease).toMatchObject({ state: "ready", items: [{ quantity: 2, domain }] });
});

test("a manifest of any depth is refused for what it is, before anything is made of it", async () => {
	let deep: unknown = null;
	for (let depth = 0; depth < 4_000; depth++) deep = [deep];
	const { lease, retention } = client;
	const manifest = { image: "shop:1", labels: deep };
	const bad = { leaseId: nobody, manifest };
	const { planUpdate, provision, retry, update } = lease;
	expect(
		await codesOf([
			provision.mutate({ name: "deep", items: [{ sku: "bare" }], manifest }),
			...[update, planUpdate, retry].map((ask) => ask.mutate(bad)),
			retention.restore.mutate({ retentionId: nobody, name: "deep", manifest }),
		]),
	).toEqual(Array(5).fill("INVALID_MANIFEST"));
});

test("commands that come too close are told how long to wait; a close, a known key and a joiner are not", async () => {
	await using slow = await createTestApi({ commandSpacing: "1h" });
	const { client: hasty } = await slow.member("hasty");
	await nodeWorks(slow);
	const { leaseId } = await hasty.lease.provision.mutate({ name: "hasty", items: [{ sku: "small" }], manifest: web });
	await hasty.lease.wait.query({ leaseId, timeoutMs: 25_000 });
	const refusal = await refusalOf(hasty.lease.restart.mutate({ leaseId }));
	expect(refusal).toMatchObject({ code: "THROTTLED", retryable: true });
	expect(refusal?.data.retryAfterMs).toSatisfy((ms) => typeof ms === "number" && ms > 3_000_000 && ms <= 3_600_000);
	expect(await codesOf([hasty.lease.stop.mutate({ leaseId }), hasty.lease.scale.mutate({ leaseId, items: [{ quantity: 2 }] })])).toEqual([
		"THROTTLED",
		"THROTTLED",
	]);
	const idempotencyKey = key();
	const close = await hasty.lease.close.mutate({ leaseId, idempotencyKey });
	expect(await hasty.lease.close.mutate({ leaseId, idempotencyKey })).toMatchObject({ operationId: close.operationId, joined: true });
});
