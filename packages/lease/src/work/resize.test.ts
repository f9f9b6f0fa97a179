import { AppError, parseManifest, type Service } from "@berth/core";
import type { LeaseItemRecord } from "@berth/db";
import { createFakeEngine, createFakeHost } from "@berth/engine/fake";
import { afterEach, expect, it } from "vitest";
import type { AgentTimings } from "../agent-types.ts";
import { createWorkStage, define, type WorkStage } from "../testing/work-stage.ts";

const MIB = 2 ** 20;
const check = { test: ["CMD", "check"] };
const bare = { cpuMillis: 100, memoryBytes: 64 * MIB, pidsMax: 32 };

/** `web` twice and `db` once, each in its size. */
const stack = (web: Partial<LeaseItemRecord> = {}, db: Partial<Service> = {}) =>
	define(parseManifest({ services: { web: { image: "web:1" }, db: { image: "db:1", health_check: check, ...db } } }), {
		web: { ...bare, quantity: 2, ...web },
		db: bare,
	});

const stages: WorkStage[] = [];
afterEach(() => {
	for (const stage of stages.splice(0)) stage.host.close();
});

async function ready(definition = stack(), stepMs?: AgentTimings["stepMs"]): Promise<WorkStage> {
	const host = createFakeHost({ everyImagePublished: true });
	const stage = createWorkStage(host, createFakeEngine(host, { installation: "here" }), stepMs);
	stages.push(stage);
	await stage.provision(definition);
	expect(stage.lease.state, stage.lease.message ?? "").toBe("ready");
	return stage;
}

const resize = async (stage: WorkStage, definition: ReturnType<typeof stack>) => {
	stage.ask("update", "updating", definition, { resizes: true });
	await stage.work();
};
const work = async (stage: WorkStage, kind: "stop" | "start" | "restart", state: "stopping" | "starting" | "restarting") => {
	stage.ask(kind, state);
	await stage.work();
};
/** What is on the host of a service, with what it may use and since when it runs. */
const seen = (stage: WorkStage, service = "web") =>
	stage.host
		.containers()
		.filter((one) => one.service === service)
		.map(({ id, phase, startedAt, limits }) => ({ id, phase, startedAt, memory: (limits?.memoryBytes ?? 0) / MIB }));
const memory = (stage: WorkStage) => seen(stage).map((one) => one.memory);
const stepsOf = (stage: WorkStage) =>
	stage.operation.steps.filter(({ state }) => state !== "skipped").map(({ name, state }) => `${name} ${state}`);

it("gives what runs another size where it stands, and replaces nothing", async () => {
	const stage = await ready();
	const before = seen(stage);
	await resize(stage, stack({ memoryBytes: 96 * MIB, cpuMillis: 200 }));
	expect(stage.operation).toMatchObject({ state: "succeeded" });
	expect(seen(stage)).toEqual(before.map((one) => ({ ...one, memory: 96 })));
	expect(stepsOf(stage)).toEqual(["admit succeeded", "resize succeeded", "clean succeeded"]);
	expect(stage.lease).toMatchObject({ state: "ready", activeRelease: 2, serving: { "web-0": 1, "web-1": 1, "db-0": 1 } });
	expect(stage.lease.items.find(({ service }) => service === "web")).toMatchObject({ memoryBytes: 96 * MIB });
	await work(stage, "restart", "restarting");
	expect(memory(stage)).toEqual([96, 96]);
});

it("takes memory only from what does not use it, and else everything is as it was", async () => {
	const stage = await ready();
	const [first, second] = seen(stage);
	stage.host.useMemory(second?.id ?? "", 40 * MIB);
	await resize(stage, stack({ memoryBytes: 32 * MIB }));
	expect(stage.operation).toMatchObject({ state: "rolled_back", reason: "MemoryInUse" });
	expect(stage.operation.message).toContain("web-1");
	expect(seen(stage)).toEqual([first, second]);
	expect(stage.lease).toMatchObject({ state: "ready", activeRelease: 1 });
	await resize(stage, stack({ memoryBytes: 48 * MIB }));
	expect([stage.operation.state, ...memory(stage)]).toEqual(["succeeded", 48, 48]);
});

it("gives the former size back when another service of the change does not come up", async () => {
	const stage = await ready();
	const before = seen(stage);
	await resize(stage, stack({ memoryBytes: 96 * MIB }, { image: "db:unhealthy-after-1" }));
	expect(stage.operation).toMatchObject({ state: "rolled_back", reason: "Unhealthy" });
	expect(seen(stage)).toEqual(before);
});

it("stops what has come to use more than its former size, and brings it up with that", async () => {
	const stage = await ready();
	const [first, second] = seen(stage);
	stage.host.faults.onCall((call, point) => {
		const isVerified = call.operation === "containers.waitReady" && call.service === "db" && call.generation === 2;
		if (isVerified && point === "before") stage.host.useMemory(second?.id ?? "", 80 * MIB);
	});
	await resize(stage, stack({ memoryBytes: 96 * MIB }, { image: "db:unhealthy-after-1" }));
	expect(stage.operation).toMatchObject({ state: "rolled_back", reason: "Unhealthy" });
	expect(seen(stage)).toEqual([first, { ...second, startedAt: expect.not.stringMatching(second?.startedAt ?? "") }]);
	expect(stage.lease.state).toBe("ready");
});

it("gives no lease back that goes on with more than it holds, where the engine was away when a change was to be undone", async () => {
	const stage = await ready(stack(), { pull: 30_000, verify: 30_000, other: 3_000 });
	const [first, second] = seen(stage);
	stage.host.faults.onCall(({ operation }, point) => {
		if (operation === "changes.updateLimits" && point === "before" && memory(stage).every((mib) => mib === 96))
			throw new AppError("ENGINE_UNREACHABLE");
	});
	await resize(stage, stack({ memoryBytes: 96 * MIB }, { image: "db:unhealthy-after-1" }));
	expect([stage.lease.state, ...memory(stage)]).toEqual(["failed", 96, 96]);
	stage.host.faults.clear();

	stage.host.useMemory(second?.id ?? "", 80 * MIB);
	await stage.look();
	expect(seen(stage).map(({ phase, memory: has }) => `${phase} ${has}`)).toEqual(["running 64", "exited 96"]);
	expect(stage.lease.state).toBe("failed");

	await createFakeEngine(stage.host, { installation: "here" }).containers.start(second?.id ?? "", { signal: new AbortController().signal });
	await stage.look();
	expect([stage.lease.state, ...seen(stage)]).toEqual(["ready", first, { ...second, startedAt: expect.any(String) }]);
});

it("changes the size of a stopped lease without starting it, and a start finds it so", async () => {
	const stage = await ready();
	const ids = seen(stage).map(({ id }) => id);
	await work(stage, "stop", "stopping");
	await resize(stage, stack({ memoryBytes: 32 * MIB }));
	expect([stage.lease.state, stage.operation.state]).toEqual(["stopped", "succeeded"]);
	expect(seen(stage).map(({ phase, memory: has }) => `${phase} ${has}`)).toEqual(["exited 32", "exited 32"]);
	await work(stage, "start", "starting");
	expect(seen(stage).map(({ id, phase, memory: has }) => `${id} ${phase} ${has}`)).toEqual(ids.map((id) => `${id} running 32`));
});

it("stops what keeps data for as long as its volume can only grow out of use, and goes on with the same containers", async () => {
	const keeper = (size: Partial<LeaseItemRecord>) =>
		define(parseManifest({ image: "db:keeps-data", ports: { "80/tcp": {} } }), { app: { ...bare, diskBytes: 16 * MIB, ...size } });
	const stage = await ready(keeper({}));
	const [before] = seen(stage, "app");
	const { volumes } = stage.host.world;
	const { ensure } = volumes;
	volumes.ensure = async (spec, call) => {
		if (spec.bytes > 16 * MIB && seen(stage, "app").some(({ phase }) => phase === "running"))
			throw new AppError("CONFLICT", { data: { why: "busy" } });
		return ensure(spec, call);
	};
	await resize(stage, keeper({ diskBytes: 32 * MIB, memoryBytes: 96 * MIB }));
	expect(stage.operation).toMatchObject({ state: "succeeded" });
	expect(seen(stage, "app")).toEqual([{ ...before, memory: 96, startedAt: expect.not.stringMatching(before?.startedAt ?? "") }]);
	expect(stage.rows).toMatchObject([{ state: "running", endpoints: [{ port: 80 }] }]);
	const [observed] = stage.host.containers();
	expect(stage.rows[0]?.endpoints[0]?.hostPort).toBe(observed?.ports[0]?.hostPort);
});

it("says which port of the node is in use where a service does not come up for it, and who had it has it again", async () => {
	const at = (image: string) => define(parseManifest({ image, ports: { "80/tcp": { stable: true } } }), { app: bare });
	const stage = await ready(at("web:1"));
	const ports = () =>
		stage.host.containers().flatMap(({ phase, ports: seenPorts }) => seenPorts.map(({ hostPort }) => `${phase} ${hostPort}`));
	expect(ports()).toEqual(["running 30080"]);
	let release = (): void => undefined;
	stage.host.faults.onCall((call, point) => {
		if (call.operation !== "containers.start" || point !== "before" || call.generation !== 2) return;
		release = stage.host.listenOn(30_080, "tcp");
	});
	stage.host.faults.onCall((call, point) => {
		if (call.operation === "containers.remove" && point === "before" && call.generation === 2) release();
	});
	stage.ask("update", "updating", at("web:2"));
	await stage.work();
	expect(stage.operation).toMatchObject({ state: "rolled_back", reason: "HostPortTaken" });
	expect(stage.operation.message).toContain("app-0 (port 30080)");
	expect(ports()).toEqual(["running 30080"]);
});
