import { AppError } from "@berth/core";
import { describe, expect, it } from "vitest";
import { withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { sharedDatabase } from "./shared-database.ts";

const { world: newWorld, test } = sharedDatabase();
const manifestWith = (web: object) => ({
	services: {
		db: { image: "app:1", health_check: { test: ["CMD", "check"] } },
		web: { image: "app:2", depends_on: { db: { condition: "service_healthy" } }, ...web },
	},
});

describe("a provision that cannot succeed", () => {
	const ends: readonly (readonly [reason: string, web: object])[] = [
		["ContainerExited", { image: "app:prints-3.exits-7", health_check: { test: ["CMD", "check"] } }],
		["OutOfMemory", { image: "app:healthy-after-9000.oom-after-5", health_check: { test: ["CMD", "check"] } }],
		["Unhealthy", { image: "app:unhealthy-after-1", health_check: { test: ["CMD", "check"] } }],
		["ContainerStartFailed", { image: "app:cannot-start" }],
	];
	it.each(ends)("fails with %s, keeps what failed for its logs, and says why to its owner alone", async (reason, web) => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const id = await world.provision("one", { manifest: manifestWith(web) });
		const lease = await world.rests(id);
		expect(lease).toMatchObject({ state: "failed", reason, failCount: 1, serving: null });
		expect(lease.message).toMatch(/^web-0: /);
		const detail = await world.service.get(world.caller, id);
		expect(detail.diagnostics).toMatchObject([{ service: "web", index: 0, reason }]);
		expect(detail.release?.status).toBe("failed");
		expect(detail.operation?.steps.map((step) => step.state)).not.toContain("running");
		expect(await world.broken()).toEqual([]);
		if (reason !== "ContainerExited") return;
		expect(detail.diagnostics[0]).toMatchObject({ exitCode: 7, logTail: ["line 1", "line 2", "line 3"] });
		const texts: string[] = [];
		for await (const line of world.service.logs(world.caller, id, { tail: 10, follow: false }, AbortSignal.timeout(10_000)))
			if (line.kind === "line") texts.push(line.text);
		expect(texts).toEqual(["line 1", "line 2", "line 3"]);
	});

	it("ends with a reason when an image is nowhere, denied, or the disk is full", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		for (const [answer, reason] of [
			["denied", "ImageDenied"],
			["breaks", "ImagePullFailed"],
			["no-space", "NoSpace"],
		] as const) {
			const image = `${answer}:1`;
			world.host.images.publish(image, { answer });
			const id = await world.provision(answer, { manifest: manifestWith({ image }) });
			expect(await world.rests(id)).toMatchObject({ state: "failed", reason });
		}
		expect(world.host.containers()).toEqual([]);
	});
});

describe("a restart", () => {
	it("whose new instances do not come up brings the old ones back and says so", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const leaseId = await world.provision("one");
		await world.rests(leaseId, ["ready"]);
		world.host.faults.fail("containers.start", {
			error: "ENGINE_FAILED",
			where: (call) => call.generation === 2 && call.service === "web",
		});
		await world.service.restart(world.caller, { leaseId });
		const lease = await world.rests(leaseId);
		expect(lease).toMatchObject({
			state: "ready",
			reason: "ContainerStartFailed",
			generation: 2,
			serving: { "db-0": 1, "web-0": 1 },
			failCount: 1,
		});
		expect(await world.broken()).toEqual([]);
		expect((await world.service.get(world.caller, leaseId)).operation).toMatchObject({
			state: "rolled_back",
			reason: "ContainerStartFailed",
		});
		await world.service.restart(world.caller, { leaseId });
		expect(await world.rests(leaseId)).toMatchObject({ state: "ready", reason: null, generation: 3, serving: { "db-0": 3, "web-0": 3 } });
		expect(await world.broken()).toEqual([]);
	});

	it("of which neither the new nor the old instances come up has failed, and can be tried again", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const leaseId = await world.provision("one");
		await world.rests(leaseId, ["ready"]);
		world.host.faults.fail("containers.start", { error: "ENGINE_FAILED", times: 99 });
		await world.service.restart(world.caller, { leaseId });
		expect(await world.rests(leaseId)).toMatchObject({ state: "failed", reason: "ContainerStartFailed", serving: null });
		expect(await world.broken()).toEqual([]);
		world.host.faults.clear();
		await world.service.restart(world.caller, { leaseId });
		expect(await world.rests(leaseId)).toMatchObject({ state: "ready", generation: 3 });
		expect(await world.broken()).toEqual([]);
	});
});

describe("a silent engine", () => {
	it("holds work up and does not fail it", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const gate = world.host.faults.pauseAt("containers.start");
		const id = await world.provision("one");
		await gate.reached;
		world.host.stopDaemon({ containersDie: true });
		gate.open();
		await waitUntil(
			async () => (await world.service.get(world.caller, id)).operation?.steps.some((step) => step.note?.includes("container engine")),
			{
				timeoutMs: 20_000,
				what: "the step to say what it waits for",
			},
		);
		expect((await world.service.get(world.caller, id)).state).toBe("provisioning");
		world.host.startDaemon();
		expect(await world.rests(id)).toMatchObject({ state: "ready" });
		expect(await world.broken()).toEqual([]);
	});

	it("fails work with its own reason when it stays silent for longer than a step may take", async () => {
		await using world = await newWorld();
		world.startAgent({ timings: { stepMs: { pull: 10_000, verify: 2_000, other: 2_000 } } });
		await world.nodeLives();
		const gate = world.host.faults.pauseAt("containers.ensure");
		const id = await world.provision("one");
		await gate.reached;
		world.host.stopDaemon();
		gate.open();
		expect(await world.rests(id)).toMatchObject({ state: "failed", reason: "EngineUnreachable" });
		world.host.startDaemon();
		expect((await world.service.get(world.caller, id)).diagnostics).toMatchObject([{ reason: "EngineUnreachable" }]);
	});
});

describe("no state lasts for ever", () => {
	it("a step that takes too long ends the operation with DeadlineExceeded", async () => {
		await using world = await newWorld();
		world.startAgent({ timings: { stepMs: { pull: 200, verify: 5_000, other: 5_000 } } });
		await world.nodeLives();
		const letGo = world.host.faults.hang("images.pull");
		const id = await world.provision("one");
		expect(await world.rests(id)).toMatchObject({ state: "failed", reason: "DeadlineExceeded" });
		letGo();
		expect(await world.broken()).toEqual([]);
	});

	it("a state whose time is over when its agent comes back ends at once, and leaves nothing running", async () => {
		await using world = await newWorld();
		const first = world.startAgent();
		await world.nodeLives();
		const gate = world.host.faults.pauseAt("containers.waitReady");
		const id = await world.provision("one");
		await gate.reached;
		first.die();
		await withClient(test().url, (client) =>
			client.query("update lease set deadline_at = now() - interval '1 second' where id = $1", [id]),
		);
		await world.lapseClaim();
		world.startAgent();
		expect(await world.rests(id)).toMatchObject({ state: "failed", reason: "DeadlineExceeded" });
		expect(await world.broken()).toEqual([]);
	});

	it("a teardown that goes on failing is abandoned, and what is left is removed when that becomes possible", async () => {
		await using world = await newWorld();
		const { agent } = world.startAgent();
		await world.nodeLives();
		const leaseId = await world.provision("one");
		await world.rests(leaseId, ["ready"]);
		world.host.faults.fail("containers.remove", { error: new AppError("ENGINE_FAILED"), times: 9_999 });
		await world.service.close(world.caller, { leaseId });
		expect(await world.rests(leaseId)).toMatchObject({ state: "closed", reason: "TeardownIncomplete", holds: null });
		expect(world.host.containers()).toHaveLength(2);
		world.host.faults.clear();
		await agent.reconcile();
		expect(await world.broken()).toEqual([]);
	});

	it("work that throws is tried again a few times and then fails with Internal, and the actor goes on", async () => {
		await using world = await newWorld();
		const { agent } = world.startAgent();
		await world.nodeLives();
		// A foreign error is what a bug looks like from here.
		const unhook = world.host.faults.onCall((call) => {
			if (call.operation === "images.pull") throw new TypeError("planned");
		});
		const id = await world.provision("one");
		expect(await world.rests(id)).toMatchObject({ state: "failed", reason: "Internal" });
		unhook();
		await world.service.restart(world.caller, { leaseId: id });
		expect(await world.rests(id)).toMatchObject({ state: "ready" });
		expect((await agent.actors.snapshot()).map((row) => row.leaseId)).toContain(id);
	});
});

describe("quarantine", () => {
	it("keeps an actor from its work until it is lifted", async () => {
		await using world = await newWorld();
		const { agent } = world.startAgent();
		await world.nodeLives();
		const gate = world.host.faults.pauseAt("containers.start");
		const id = await world.provision("one");
		await gate.reached;
		await world.service.quarantine(world.caller, id, true);
		await waitUntil(
			async () => (await agent.actors.snapshot()).some((row) => row.leaseId === id && row.run === "quarantined" && row.step === null),
			{
				timeoutMs: 20_000,
				what: "the worker to let go",
			},
		);
		gate.open();
		expect((await world.service.get(world.caller, id)).state).toBe("provisioning");
		await world.service.quarantine(world.caller, id, false);
		expect(await world.rests(id)).toMatchObject({ state: "ready" });
		expect(await world.broken()).toEqual([]);
	});
});

describe("an actor that is restarted by hand", () => {
	it.each(["images.pull", "containers.ensure", "containers.start"] as const)(
		"in %s goes on from the row and brings up one of each",
		async (operation) => {
			await using world = await newWorld();
			const { agent } = world.startAgent();
			await world.nodeLives();
			const gate = world.host.faults.pauseAt(operation);
			const id = await world.provision("one");
			await gate.reached;
			await world.service.restartActor(world.caller, id);
			const restarted = async () => (await agent.actors.snapshot()).some((row) => row.leaseId === id && row.restarts === 1);
			await waitUntil(restarted, { timeoutMs: 20_000, what: "the actor to be another" });
			gate.open();
			expect(await world.rests(id)).toMatchObject({ state: "ready", serving: { "db-0": 1, "web-0": 1 }, failCount: 0 });
			expect(
				world.host
					.containers()
					.map(({ service, index }) => `${service}-${index}`)
					.toSorted(),
			).toEqual(["db-0", "web-0"]);
			expect((await world.service.get(world.caller, id)).operation).toMatchObject({ state: "succeeded" });
			expect(await world.broken()).toEqual([]);
		},
	);
});
