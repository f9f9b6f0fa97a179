import { AppError } from "@berth/core";
import { describe, expect, it } from "vitest";
import { withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import type { LeaseWorld } from "./lease-world.ts";
import { sharedDatabase } from "./shared-database.ts";

const { world: newWorld, test } = sharedDatabase();

const containerOf = (world: LeaseWorld, service: string) => {
	const found = world.host.containers().find((one) => one.service === service);
	if (!found) throw new Error(`no container of ${service}`);
	return found;
};

describe("an instance that dies", () => {
	it("fails its lease with what was found out, and one that runs again makes it ready", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const id = await world.provision("one");
		await world.rests(id, ["ready"]);
		const web = containerOf(world, "web");
		world.host.print(web.id, [{ text: "last words" }]);
		world.host.kill(web.id, { exitCode: 3 });
		expect(await world.rests(id, ["failed"])).toMatchObject({
			reason: "ContainerExited",
			message: "web-0: The container's process ended.",
			failCount: 1,
		});
		const { diagnostics, instances } = await world.service.get(world.caller, id);
		expect(diagnostics).toMatchObject([{ service: "web", exitCode: 3, logTail: ["last words"] }]);
		expect(instances).toMatchObject([
			{ service: "db", state: "running" },
			{ service: "web", state: "exited", exitCode: 3, endpoints: [] },
		]);
		expect(await world.broken()).toEqual([]);

		await world.startAgent().engine.containers.start(web.id, { signal: AbortSignal.timeout(10_000) });
		expect(await world.rests(id, ["ready"])).toMatchObject({ reason: null, serving: { "db-0": 1, "web-0": 1 } });
		expect(await world.broken()).toEqual([]);
	});

	it("or vanishes while nobody looks is found when the agent looks again", async () => {
		await using world = await newWorld();
		const first = world.startAgent();
		await world.nodeLives();
		const id = await world.provision("one");
		await world.rests(id, ["ready"]);
		await first.stop();
		world.host.removeContainer(containerOf(world, "web").id);
		world.startAgent();
		expect(await world.rests(id, ["failed"])).toMatchObject({ reason: "InstanceMissing" });
	});

	it("of a daemon that was stopped and comes back fails its lease, and no sooner", async () => {
		await using world = await newWorld();
		const { agent } = world.startAgent();
		await world.nodeLives();
		const id = await world.provision("one");
		await world.rests(id, ["ready"]);
		world.host.stopDaemon({ containersDie: true });
		await waitUntil(() => agent.status().engine === "disconnected", { timeoutMs: 20_000, what: "the agent to notice" });
		await agent.reconcile();
		expect((await world.stores.leases.find(id, "all"))?.state).toBe("ready");
		world.host.startDaemon();
		await world.rests(id, ["failed"]);
	});
});

it("an instance that turns unhealthy is shown, and is no death", async () => {
	await using world = await newWorld();
	world.startAgent();
	await world.nodeLives();
	const id = await world.provision("one");
	await world.rests(id, ["ready"]);
	world.host.setHealth(containerOf(world, "db").id, "unhealthy", "refused");
	await waitUntil(async () => (await world.service.get(world.caller, id)).degraded, { timeoutMs: 20_000, what: "degraded" });
	world.host.setHealth(containerOf(world, "db").id, "healthy");
	await waitUntil(async () => !(await world.service.get(world.caller, id)).degraded, { timeoutMs: 20_000, what: "well again" });
	expect((await world.stores.leases.find(id, "all"))?.state).toBe("ready");
});

describe("reconcile", () => {
	it("removes what belongs to a closed lease or to none of the database, and nothing that is another installation's", async () => {
		await using world = await newWorld();
		const { agent, engine } = world.startAgent();
		await world.nodeLives();
		const kept = await world.provision("kept");
		await world.rests(kept, ["ready"]);
		const spec = (leaseId: string, generation: number) => ({
			name: `berth-${leaseId}-web-0-g${generation}`,
			owner: { tenantId: world.tenantId, leaseId },
			service: "web",
			index: 0,
			generation,
			image: "app:1",
			env: {},
			labels: {},
			ports: [],
			tmpfs: [],
			network: { name: containerOf(world, "web").network, aliases: [] },
			resources: { cpuMillis: 100, memoryBytes: 1, pidsMax: 1 },
			stopGraceMs: 1_000,
			init: true,
		});
		const call = { signal: AbortSignal.timeout(20_000) };
		await engine.containers.ensure(spec("01900000-0000-7000-8000-000000000001", 1), call);
		await engine.containers.ensure(spec("not-an-id", 1), call);
		await engine.containers.ensure(spec(kept, 9), call);
		world.host.addForeignContainer("somebody-else");
		await agent.reconcile();
		const names = () =>
			world.host
				.containers()
				.map((one) => one.name)
				.sort();
		// A label that is no id of ours proves nothing, so it stays.
		await waitUntil(() => names().length === 4, { timeoutMs: 20_000, what: "what is left over to go" });
		expect(names()).toEqual([`berth-${kept}-db-0-g1`, `berth-${kept}-web-0-g1`, "berth-not-an-id-web-0-g1", "somebody-else"].sort());
		expect((await world.stores.leases.find(kept, "all"))?.state).toBe("ready");
	});

	it("does nothing upon what it cannot read", async () => {
		await using world = await newWorld();
		const { agent } = world.startAgent();
		await world.nodeLives();
		const id = await world.provision("one");
		await world.rests(id, ["ready"]);
		world.host.faults.fail("containers.list", { error: new AppError("ENGINE_FAILED"), times: 9_999 });
		world.host.faults.fail("networks.list", { error: new AppError("ENGINE_FAILED"), times: 9_999 });
		await agent.reconcile();
		expect((await world.stores.leases.find(id, "all"))?.state).toBe("ready");
		expect(world.host.containers()).toHaveLength(2);
		world.host.faults.clear();
		expect(await world.broken()).toEqual([]);
	});
});

describe("two agents on one node", () => {
	it("take turns: the second waits for the claim, and what the first still tries to write is refused", async () => {
		await using world = await newWorld();
		const first = world.startAgent();
		await world.nodeLives();
		const second = world.startAgent();
		const gate = world.host.faults.pauseAt("containers.start");
		const id = await world.provision("one");
		await gate.reached;
		expect([first.agent.status().claimed, second.agent.status().claimed]).toEqual([true, false]);
		await withClient(test().url, (client) =>
			client.query("update node set claim_epoch = claim_epoch + 1, claimed_by = 'another' where claimed_by is not null"),
		);
		gate.open();
		await waitUntil(() => !first.agent.status().claimed, { timeoutMs: 20_000, what: "the first to notice" });
		await world.lapseClaim();
		expect(await world.rests(id)).toMatchObject({ state: "ready" });
		expect(await world.broken()).toEqual([]);
	});

	it("hand over at once when the first is stopped", async () => {
		await using world = await newWorld();
		const first = world.startAgent();
		await world.nodeLives();
		const second = world.startAgent({ timings: { claimMs: 600 } });
		await first.stop();
		await waitUntil(() => second.agent.status().claimed, { timeoutMs: 20_000, what: "the second to take over" });
		const id = await world.provision("one");
		expect(await world.rests(id)).toMatchObject({ state: "ready" });
	});
});

it("actors that rest are forgotten", async () => {
	await using world = await newWorld();
	const { agent } = world.startAgent({ timings: { passivateMs: 1 } });
	await world.nodeLives();
	const id = await world.provision("one");
	await world.rests(id, ["ready"]);
	const row = await waitUntil(async () => (await agent.actors.snapshot()).find((one) => one.leaseId === id && one.run === "passive"), {
		timeoutMs: 20_000,
		what: "the actor to be passive",
	});
	expect(row).toMatchObject({ state: "ready", inbox: 0, stuckMs: 0, panics: 0 });
});
