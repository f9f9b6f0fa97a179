import type { LeaseId, ProvisionInput } from "@berth/core";
import { describe, expect, it } from "vitest";
import { stack } from "./lease-world.ts";
import { sharedDatabase } from "./shared-database.ts";

const { world: newWorld } = sharedDatabase();
const items = [
	{ service: "db", sku: "tiny", quantity: 1 },
	{ service: "web", sku: "tiny", quantity: 1 },
];

describe("a command is held against its rule before anything is made", () => {
	const wrong: readonly (readonly [what: string, code: string, input: Partial<ProvisionInput>])[] = [
		["an unknown field", "INVALID_MANIFEST", { manifest: { services: { db: { image: "app:1", volumes: [] }, web: { image: "app:2" } } } }],
		[
			"an image of another registry",
			"IMAGE_NOT_ALLOWED",
			{ manifest: { services: { db: { image: "quay.io/a:1" }, web: { image: "app:2" } } } },
		],
		[
			"an unknown size",
			"SKU_UNKNOWN",
			{ items: [items[0], { service: "web", sku: "unheard-of", quantity: 1 }] as ProvisionInput["items"] },
		],
		["a service without an item", "BAD_INPUT", { items: items.slice(0, 1) }],
		[
			"more than the node has",
			"CAPACITY_EXHAUSTED",
			{ items: [items[0], { service: "web", sku: "vast", quantity: 1 }] as ProvisionInput["items"] },
		],
	];
	it.each(wrong)("%s is %s", async (_what, code, input) => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		await expect(world.provision("one", input)).rejects.toMatchObject({ code });
		expect((await world.service.list(world.caller, { limit: 10 })).leases).toEqual([]);
		expect(world.host.containers()).toEqual([]);
	});

	it("another tenant's lease does not exist", async () => {
		await using world = await newWorld();
		await using other = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const leaseId = await world.provision("one");
		for (const ask of [
			() => other.service.get(other.caller, leaseId),
			() => other.service.restart(other.caller, { leaseId }),
			() => other.service.close(other.caller, { leaseId }),
			() => other.service.operations(other.caller, { leaseId, limit: 5 }),
			() => other.service.watch(other.caller, leaseId, {}, AbortSignal.timeout(10_000))[Symbol.asyncIterator]().next(),
			() =>
				other.service.logs(other.caller, leaseId, { tail: 5, follow: false }, AbortSignal.timeout(10_000))[Symbol.asyncIterator]().next(),
			() => other.service.provision(other.caller, world.tenantId, { name: "two", items, manifest: stack }),
		])
			await expect(ask()).rejects.toMatchObject({ code: "NOT_FOUND" });
	});
});

describe("an idempotency key", () => {
	it("has one effect, also when two requests come at once, and belongs to one request", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const ask = (name: string) =>
			world.service.provision(world.caller, world.tenantId, { name, items, manifest: stack, idempotencyKey: "key-of-one" });
		const [first, second] = await Promise.all([ask("one"), ask("one")]);
		expect(first.operationId).toBe(second.operationId);
		expect([first, second].filter((one) => one.joined)).toHaveLength(1);
		await expect(ask("two")).rejects.toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });

		const { leaseId } = first;
		await world.rests(leaseId, ["ready"]);
		const restarts = await Promise.all(
			Array.from({ length: 3 }, () => world.service.restart(world.caller, { leaseId, idempotencyKey: "restart-1" })),
		);
		expect(new Set(restarts.map((one) => one.operationId)).size).toBe(1);
		await world.rests(leaseId, ["ready"]);
		expect(await world.service.restart(world.caller, { leaseId, idempotencyKey: "restart-1" })).toMatchObject({ joined: true });
		expect((await world.service.operations(world.caller, { leaseId, limit: 10 })).operations.map((one) => one.kind)).toEqual([
			"restart",
			"provision",
		]);
	});
});

describe("a close", () => {
	it("while provisioning ends that operation once, joins a second close, and leaves nothing", async () => {
		await using world = await newWorld();
		const gate = world.host.faults.pauseAt("containers.start");
		world.startAgent();
		await world.nodeLives();
		const leaseId: LeaseId = await world.provision("one");
		await gate.reached;
		const first = await world.service.close(world.caller, { leaseId, callbackUrl: "http://127.0.0.1:9/closed" });
		const second = await world.service.close(world.caller, { leaseId });
		expect(first.state).toBe("deprovisioning");
		expect(second).toMatchObject({ operationId: first.operationId, joined: true });
		await world.rests(leaseId, ["closed"]);
		gate.open();
		const [close, provision] = (await world.service.operations(world.caller, { leaseId, limit: 5 })).operations;
		expect(close).toMatchObject({ kind: "close", state: "succeeded" });
		expect(provision).toMatchObject({ kind: "provision", state: "superseded", reason: "Superseded" });
		expect(await world.broken()).toEqual([]);
		await expect(world.service.close(world.caller, { leaseId })).rejects.toMatchObject({ code: "INVALID_STATE" });
	});

	it("says the new state in its answer, before any container is touched", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const leaseId = await world.provision("one");
		await world.rests(leaseId, ["ready"]);
		world.host.stopDaemon();
		expect((await world.service.restart(world.caller, { leaseId })).state).toBe("restarting");
		expect((await world.service.close(world.caller, { leaseId })).state).toBe("deprovisioning");
		world.host.startDaemon();
		await world.rests(leaseId, ["closed"]);
		expect(await world.broken()).toEqual([]);
	});
});
