import { AppError, parseManifest, type Service } from "@berth/core";
import { createFakeEngine, createFakeHost } from "@berth/engine/fake";
import { afterEach, describe, expect, it } from "vitest";
import { createWorkStage, define, type WorkStage } from "../testing/work-stage.ts";

/** Enough for a volume. */
const MIB = 2 ** 20;
const check = { test: ["CMD", "check"] };
const stack = (over: Readonly<Record<string, Partial<Service>>> = {}, disk = 0) =>
	define(
		parseManifest({
			services: {
				seed: { image: "seed:exits-0", role: "init", ...over.seed },
				db: { image: "db:keeps-data", health_check: check, ...over.db },
				web: {
					image: "web:1",
					health_check: check,
					ports: { "80/tcp": {} },
					depends_on: { db: { condition: "service_healthy" } },
					...over.web,
				},
			},
		}),
		{ db: { diskBytes: disk }, web: { quantity: 2 } },
	);

const stages: WorkStage[] = [];
const newStage = (stepMs?: Parameters<typeof createWorkStage>[2]) => {
	const host = createFakeHost({ everyImagePublished: true });
	const stage = createWorkStage(host, createFakeEngine(host, { installation: "here" }), stepMs);
	stages.push(stage);
	return stage;
};
afterEach(() => {
	for (const stage of stages.splice(0)) stage.host.close();
});

/** Everything that was done to containers, in order, as `start web-0@2`. */
function log(stage: WorkStage): string[] {
	const lines: string[] = [];
	const nameOf = (id: string) => {
		const found = stage.host.containers().find((one) => one.id === id || one.name === id);
		return found ? `${found.service}-${found.index}@${found.generation}` : id;
	};
	stage.host.faults.onCall((call, point) => {
		const [group, verb] = call.operation.split(".");
		if (group !== "containers" || !["start", "stop", "remove"].includes(verb ?? "")) return;
		if (point === "before") lines.push(`${verb} ${nameOf(call.subject)}`);
	});
	return lines;
}

async function ready(definition = stack(), stepMs?: Parameters<typeof newStage>[0]): Promise<WorkStage> {
	const stage = newStage(stepMs);
	await stage.provision(definition);
	expect(stage.lease.state, stage.lease.message ?? "").toBe("ready");
	return stage;
}

const change = async (stage: WorkStage, definition: ReturnType<typeof stack>) => {
	stage.ask("update", "updating", definition);
	await stage.work();
};
const stop = async (stage: WorkStage) => {
	stage.ask("stop", "stopping");
	await stage.work();
};
const start = async (stage: WorkStage) => {
	stage.ask("start", "starting");
	await stage.work();
};
const serving1 = { "db-0": 1, "web-0": 1, "web-1": 1 };
const steps = (stage: WorkStage) => stage.operation.steps.map((step) => `${step.name} ${step.state}`).join(", ");

describe("a provision", () => {
	it("runs inits to their end before anything else, and counts none of them among what serves", async () => {
		const stage = newStage();
		const lines = log(stage);
		await stage.provision(stack());
		expect(lines[0]).toBe("start seed-0@1");
		expect(stage.lease).toMatchObject({ state: "ready", serving: serving1, activeRelease: 1 });
		expect(stage.shown()).toEqual(["db-0@1 running", "seed-0@1 exited", "web-0@1 running", "web-1@1 running"]);
		expect(stage.rows.map((row) => `${row.service} ${row.state}`).sort()).toEqual([
			"db running",
			"seed exited",
			"web running",
			"web running",
		]);
	});

	it("whose init does not end well starts nothing else, and says with which code it ended", async () => {
		const stage = newStage();
		await stage.provision(stack({ seed: { image: "seed:exits-3" } }));
		expect(stage.lease).toMatchObject({ state: "failed", reason: "InitFailed", message: expect.stringContaining("seed-0"), serving: null });
		expect(stage.shown()).toEqual(["db-0@1 created", "seed-0@1 exited", "web-0@1 created", "web-1@1 created"]);
		expect(stage.rows.find((row) => row.service === "seed")?.exitCode).toBe(3);
		expect(stage.diagnostics).toMatchObject([{ service: "seed", reason: "InitFailed", exitCode: 3 }]);
		expect(stage.releases[0]?.status).toBe("failed");
	});

	it("is tried again under the next generation, and what is left of the first try is gone when it serves", async () => {
		const stage = newStage();
		await stage.provision(stack({ web: { image: "web:exits-1-after-0" } }, MIB));
		expect(stage.lease).toMatchObject({ state: "failed", reason: "ContainerExited", failCount: 1 });
		stage.ask("provision", "provisioning", stack({}, MIB));
		await stage.work();
		expect(stage.lease).toMatchObject({ state: "ready", serving: { "db-0": 2, "web-0": 2, "web-1": 2 }, activeRelease: 2, failCount: 1 });
		expect(stage.shown()).toEqual(["db-0@2 running", "seed-0@2 exited", "web-0@2 running", "web-1@2 running"]);
		expect(stage.releases.map((release) => release.status)).toEqual(["failed", "active"]);
	});
});

describe("an update", () => {
	it("touches the services that differ alone, and the new instances are ready before the old ones go", async () => {
		const stage = await ready();
		const db = stage.containerOf("db-0", 1).id;
		let fewest = 9;
		stage.host.faults.onCall((_, point) => {
			const up = stage.host.containers().filter((one) => one.service === "web" && one.phase === "running" && one.health === "healthy");
			if (point === "after") fewest = Math.min(fewest, up.length);
		});
		await change(stage, stack({ web: { image: "web:healthy-after-20" } }));
		expect(fewest).toBe(2);
		expect(stage.lease).toMatchObject({ state: "ready", serving: { "db-0": 1, "web-0": 2, "web-1": 2 }, activeRelease: 2 });
		expect(stage.containerOf("db-0", 1).id).toBe(db);
		expect(stage.shown()).toEqual(["db-0@1 running", "seed-0@2 exited", "web-0@2 running", "web-1@2 running"]);
		expect(stage.rows.map((row) => `${row.service}-${row.index}@${row.generation}`).sort()).toEqual([
			"db-0@1",
			"seed-0@2",
			"web-0@2",
			"web-1@2",
		]);
		expect(stage.releases.map((release) => release.status)).toEqual(["superseded", "active"]);
	});

	it("of a service with a volume stops the old instance before it starts the new one, and not before that is made", async () => {
		const stage = await ready(stack({}, MIB));
		const lines = log(stage);
		await change(stage, stack({ db: { image: "db:keeps-data.2" } }, MIB));
		expect(lines.filter((line) => line.includes("db-0"))).toEqual(["stop db-0@1", "start db-0@2", "remove db-0@1"]);
		const keepers = stage.host.containers().filter((one) => one.volumes.length > 0);
		expect(keepers.map((one) => one.generation)).toEqual([2]);
		expect(stage.lease.serving).toEqual({ "db-0": 2, "web-0": 1, "web-1": 1 });
	});

	it("that only scales makes or takes away the difference, and stops what goes within its grace", async () => {
		const stage = await ready();
		const more = stack();
		await change(stage, { ...more, items: more.items.map((item) => (item.service === "web" ? { ...item, quantity: 3 } : item)) });
		expect(stage.lease.serving).toEqual({ ...serving1, "web-2": 2 });
		const lines = log(stage);
		await change(stage, { ...more, items: more.items.map((item) => (item.service === "web" ? { ...item, quantity: 1 } : item)) });
		expect(lines.filter((line) => !line.includes("seed"))).toEqual(["stop web-1@1", "stop web-2@2", "remove web-1@1", "remove web-2@2"]);
		expect(stage.lease).toMatchObject({ serving: { "db-0": 1, "web-0": 1 }, items: [{}, {}, { quantity: 1 }] });
	});

	it("takes away a service that is not in the release any more", async () => {
		const stage = await ready();
		await change(stage, define(parseManifest({ services: { db: { image: "db:keeps-data", health_check: check } } })));
		expect(stage.lease.serving).toEqual({ "db-0": 1 });
		expect(stage.shown()).toEqual(["db-0@1 running"]);
	});

	it("that does not come up leaves what served serving, and what it stopped runs again", async () => {
		const stage = await ready(stack({}, MIB));
		const web = stage.containerOf("web-0", 1).id;
		await change(stage, stack({ db: { image: "db:2" }, web: { image: "web:exits-1-after-0" } }, MIB));
		expect(stage.lease).toMatchObject({ state: "ready", serving: serving1, activeRelease: 1, reason: "ContainerExited" });
		expect(stage.operation).toMatchObject({ state: "rolled_back", reason: "ContainerExited" });
		expect(stage.releases.map((release) => release.status)).toEqual(["active", "failed"]);
		expect(stage.shown()).toEqual(["db-0@1 running", "seed-0@1 exited", "web-0@1 running", "web-1@1 running"]);
		expect(stage.containerOf("web-0", 1).id).toBe(web);
		expect(stage.rows.map((row) => row.generation)).toEqual([1, 1, 1, 1]);
	});

	it("whose image is not to be had has touched nothing", async () => {
		const stage = await ready();
		stage.host.images.publish("gone:1", { answer: "denied" });
		const lines = log(stage);
		await change(stage, stack({ db: { image: "gone:1" } }));
		expect(stage.lease).toMatchObject({ state: "ready", reason: "ImageDenied" });
		expect(lines.filter((line) => !line.startsWith("start"))).toEqual([]);
	});

	it("makes an old container again that is not there any more when it has to go back", async () => {
		const stage = await ready(stack({}, MIB));
		stage.ask("update", "updating", stack({ db: { image: "db:exits-1-after-0" } }, MIB));
		stage.host.faults.onCall((call, point) => {
			if (call.operation === "containers.start" && call.generation === 2 && call.service === "db" && point === "before")
				stage.host.removeContainer(stage.containerOf("db-0", 1).id);
		});
		await stage.work();
		expect(stage.operation.state).toBe("rolled_back");
		expect(stage.containerOf("db-0", 1).phase).toBe("running");
	});

	it("of which neither the new nor the old come up fails the lease and stops all of it", async () => {
		const stage = await ready(stack({}, MIB));
		stage.ask("update", "updating", stack({ db: { image: "db:exits-1-after-0" } }, MIB));
		stage.host.faults.fail("containers.start", { error: "ENGINE_FAILED", where: (call) => call.service === "db" && call.generation === 1 });
		await stage.work();
		expect(stage.lease).toMatchObject({ state: "failed", serving: null, reason: "ContainerExited" });
		expect(stage.operation.state).toBe("failed");
		expect(stage.shown()).toEqual(["db-0@1 exited", "web-0@1 exited", "web-1@1 exited"]);
	});

	it("waits for an engine that is silent while the old instances are brought back", async () => {
		const stage = await ready(stack({}, MIB));
		stage.ask("update", "updating", stack({ db: { image: "db:exits-1-after-0" } }, MIB));
		stage.host.faults.fail("containers.remove", { error: "ENGINE_UNREACHABLE", times: 2, where: (call) => call.generation === 2 });
		await stage.work();
		expect(stage.operation.state).toBe("rolled_back");
		expect(stage.lease).toMatchObject({ state: "ready", serving: serving1 });
	});

	it("of which nobody can say whether the old instances serve fails, and goes on knowing them", async () => {
		const stage = await ready(stack(), { pull: 5_000, verify: 3_000, other: 1_000 });
		stage.ask("update", "updating", stack({ web: { image: "web:exits-1-after-0" } }));
		stage.host.faults.onCall((call, point) => {
			if (call.operation === "containers.start" && call.generation === 2 && call.service === "web" && point === "after")
				stage.host.stopDaemon();
		});
		await stage.work();
		expect(stage.lease).toMatchObject({ state: "failed", serving: serving1 });
		expect(stage.rows.map((row) => row.generation)).toEqual([1, 1, 1]);
		expect(stage.containerOf("web-0", 1).phase).toBe("running");
	}, 60_000);

	it("that is cancelled goes back, without a failure counted and without a diagnosis", async () => {
		const stage = await ready(stack({}, MIB));
		stage.ask("update", "updating", stack({ db: { image: "db:healthy-after-60000" } }, MIB));
		const cancelled = new AbortController();
		stage.host.faults.onCall((call, point) => {
			if (call.operation === "containers.waitReady" && call.generation === 2 && point === "before")
				cancelled.abort(new AppError("ABORTED"));
		});
		await stage.work({ cancelled: cancelled.signal });
		expect(stage.lease).toMatchObject({ state: "ready", serving: serving1, reason: "Cancelled", failCount: 0 });
		expect(stage.operation).toMatchObject({ state: "cancelled", reason: "Cancelled" });
		expect(stage.diagnostics).toEqual([]);
		expect(stage.containerOf("db-0", 1).phase).toBe("running");
	});
});

describe("a stopped lease", () => {
	it("has all of it stopped, dependents first, and comes back with the same containers", async () => {
		const stage = await ready();
		const ids = () => stage.host.containers().map((one) => one.id);
		const before = ids();
		const lines = log(stage);
		await stop(stage);
		expect(lines.at(-1)).toBe("stop db-0@1");
		expect(stage.lease).toMatchObject({ state: "stopped", serving: serving1 });
		expect(stage.shown().filter((line) => line.endsWith("running"))).toEqual([]);
		await start(stage);
		expect(stage.lease).toMatchObject({ state: "ready", serving: serving1 });
		expect(ids()).toEqual(before);
		// An init that has run is not run again by a start.
		expect(lines.filter((line) => line.startsWith("start seed"))).toEqual([]);
	});

	it("of which somebody took a container away has it made again by its start", async () => {
		const stage = await ready();
		await stop(stage);
		stage.host.removeContainer(stage.containerOf("web-1", 1).id);
		await start(stage);
		expect(stage.lease.state).toBe("ready");
		expect(stage.containerOf("web-1", 1).phase).toBe("running");
	});

	it("is changed without being started, and its inits run when it is", async () => {
		const stage = await ready();
		await stop(stage);
		await change(stage, stack({ db: { image: "db:2" } }));
		expect(stage.lease).toMatchObject({ state: "stopped", serving: { "db-0": 2, "web-0": 1, "web-1": 1 }, activeRelease: 2 });
		expect(stage.operation.state).toBe("succeeded");
		expect(steps(stage)).not.toMatch(/start|verify|stop/);
		expect(stage.shown()).toEqual(["db-0@2 created", "seed-0@2 created", "web-0@1 exited", "web-1@1 exited"]);
		const lines = log(stage);
		await start(stage);
		expect(lines[0]).toBe("start seed-0@2");
		expect(stage.lease.state).toBe("ready");
	});

	it("whose change cannot be made is as it was", async () => {
		const stage = await ready();
		await stop(stage);
		stage.host.images.publish("gone:1", { answer: "denied" });
		await change(stage, stack({ db: { image: "gone:1" } }));
		expect(stage.lease).toMatchObject({ state: "stopped", serving: serving1, activeRelease: 1 });
		expect(stage.operation).toMatchObject({ state: "rolled_back", reason: "ImageDenied" });
		await start(stage);
		expect(stage.lease.state).toBe("ready");
	});

	it("that does not start has failed, with nothing running", async () => {
		const stage = await ready();
		await stop(stage);
		stage.host.faults.fail("containers.start", { error: "ENGINE_FAILED", where: (call) => call.service === "web" });
		await start(stage);
		expect(stage.lease).toMatchObject({ state: "failed", reason: "ContainerStartFailed", serving: null });
		expect(stage.shown().filter((line) => line.endsWith("running"))).toEqual([]);
	});
});

describe("work that was cut short", () => {
	it("is cancelled at once when that was asked before it began", async () => {
		const stage = newStage();
		stage.ask("provision", "provisioning", stack());
		await stage.work({ cancelled: AbortSignal.abort(new AppError("ABORTED")) });
		expect(stage.lease).toMatchObject({ state: "failed", reason: "Cancelled" });
		expect(stage.operation.state).toBe("cancelled");
		expect(stage.host.containers()).toEqual([]);
	});

	it("has no outcome when it is not wanted any more, and goes on from there when it is wanted again", async () => {
		const stage = newStage();
		stage.ask("provision", "provisioning", stack());
		const preempted = new AbortController();
		stage.host.faults.onCall((call, point) => {
			if (call.operation === "containers.start" && call.service === "web" && point === "after") preempted.abort(new AppError("ABORTED"));
		});
		await expect(stage.work({ preempted: preempted.signal })).rejects.toMatchObject({ code: "ABORTED" });
		expect(stage.lease.state).toBe("provisioning");
		stage.host.faults.clear();
		const lines = log(stage);
		await stage.work();
		expect(stage.lease.state).toBe("ready");
		expect(lines).not.toContain("start seed-0@1");
	});

	it("cannot be cancelled while it stops", async () => {
		const stage = await ready();
		stage.ask("stop", "stopping");
		await stage.work({ cancelled: AbortSignal.abort(new AppError("ABORTED")) });
		expect(stage.lease.state).toBe("stopped");
	});
});

it("a restart replaces every instance under the same release, each stopped first, and of several one half after the other", async () => {
	const stage = await ready(stack({}, MIB));
	const lines = log(stage);
	stage.ask("restart", "restarting");
	let fewest = 9;
	stage.host.faults.onCall((_, point) => {
		const up = stage.host.containers().filter((one) => one.service === "web" && one.phase === "running" && one.health === "healthy");
		if (point === "after") fewest = Math.min(fewest, up.length);
	});
	await stage.work();
	expect(stage.lease).toMatchObject({ state: "ready", serving: { "db-0": 2, "web-0": 2, "web-1": 2 }, activeRelease: 1 });
	expect(stage.releases.map((release) => release.status)).toEqual(["active"]);
	expect(lines.filter((line) => /^(stop|start) web/.test(line))).toEqual([
		"stop web-0@1",
		"start web-0@2",
		"stop web-1@1",
		"start web-1@2",
	]);
	expect(lines.filter((line) => line.includes("db-0"))).toEqual(["stop db-0@1", "start db-0@2", "remove db-0@1"]);
	expect(fewest).toBe(1);
});

it("a restart of one instance replaces that one and touches no other, and what does not come up gives its place back", async () => {
	const stage = await ready(stack({}, MIB));
	const lines = log(stage);
	stage.ask("restart", "restarting", undefined, { instance: "web-1" });
	await stage.work();
	expect(stage.lease).toMatchObject({ state: "ready", serving: { "db-0": 1, "web-0": 1, "web-1": 2 }, activeRelease: 1 });
	expect(stage.shown()).toEqual(["db-0@1 running", "seed-0@1 exited", "web-0@1 running", "web-1@2 running"]);
	expect(lines.filter((line) => /^(stop|start|remove) /.test(line))).toEqual(["stop web-1@1", "start web-1@2", "remove web-1@1"]);

	stage.host.faults.fail("containers.start", { error: "ENGINE_FAILED", where: (call) => call.service === "db" && call.generation === 3 });
	stage.ask("restart", "restarting", undefined, { instance: "db-0" });
	await stage.work();
	expect(stage.operation.state).toBe("rolled_back");
	expect(stage.lease).toMatchObject({ state: "ready", serving: { "db-0": 1, "web-0": 1, "web-1": 2 } });
	expect(stage.shown()).toEqual(["db-0@1 running", "seed-0@1 exited", "web-0@1 running", "web-1@2 running"]);
});

it.each([
	["keeps a half of what is stopped for its successors in service", { "80/tcp": { stable: true } }, undefined, 2, "rolled_back", 2],
	[
		"stops all first where the manifest asks for stop-first: two versions never run at once",
		{ "80/tcp": {} },
		"stop-first",
		0,
		"rolled_back",
		2,
	],
] as const)("an update %s", async (_, ports, update_order, fewestMin, ends, back) => {
	const of = (image: string) =>
		define(parseManifest({ image, ports, health_check: check, ...(update_order && { update_order }) }), { app: { quantity: 4 } });
	const stage = await ready(of("web:1"));
	const running = () => stage.host.containers().filter((one) => one.phase === "running");
	let fewest = 9;
	let mixed = false;
	stage.host.faults.onCall((_call, point) => {
		if (point !== "after") return;
		fewest = Math.min(fewest, running().length);
		mixed ||= new Set(running().map(({ generation }) => generation)).size > 1;
	});
	await change(stage, of("web:2"));
	expect(stage.lease).toMatchObject({ state: "ready", activeRelease: 2 });
	expect([fewest, mixed]).toEqual([fewestMin, update_order === undefined]);
	await change(stage, of("web:unhealthy-after-1"));
	expect(stage.operation.state).toBe(ends);
	expect(running().map(({ generation }) => generation)).toEqual(Array(4).fill(back));
});

it("a death is diagnosed by an operation that fails, and tells its owner once", async () => {
	const stage = await ready();
	stage.host.kill(stage.containerOf("web-0", 1).id, { exitCode: 9 });
	stage.ask("diagnose", "failing");
	await stage.work();
	expect(stage.lease).toMatchObject({ state: "failed", serving: serving1, failCount: 1 });
	expect(stage.operation).toMatchObject({ kind: "diagnose", state: "failed" });
	expect(steps(stage)).toBe("diagnose succeeded");
	expect(stage.callbacks.map((callback) => callback.body.kind)).toEqual(["provision", "diagnose"]);
});
