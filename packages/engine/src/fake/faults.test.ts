import { AppError, type LeaseId, newId, type TenantId } from "@berth/core";
import { expect, test } from "vitest";
import type { ContainerSpec } from "../spec.ts";
import { createFakeEngine, type FakeEngine } from "./fake-engine.ts";
import { createFakeHost, type FakeHost } from "./fake-host.ts";

const call = { signal: new AbortController().signal };
const code = (code: string) => expect.objectContaining({ code });

const open = (deadlineMs = 60_000): { readonly host: FakeHost; readonly engine: FakeEngine } => {
	const host = createFakeHost();
	host.images.add("app:1");
	host.world.networks.add({ name: "net", installation: "ours", tenantId: "t" });
	return { host, engine: createFakeEngine(host, { installation: "ours", deadlineMs }) };
};

const spec = (name: string, leaseId = newId<LeaseId>()): ContainerSpec => ({
	name,
	owner: { tenantId: newId<TenantId>(), leaseId },
	service: "app",
	index: 0,
	generation: 1,
	image: "app:1",
	env: {},
	labels: {},
	ports: [],
	tmpfs: [],
	network: { name: "net", aliases: [] },
	resources: { cpuMillis: 100, memoryBytes: 1, pidsMax: 1 },
	stopGraceMs: 0,
	init: true,
});

test("the planned call fails before its effect, and those around it do not", async () => {
	const { host, engine } = open();
	host.faults.fail("containers.ensure", { call: 2, error: "ENGINE_FAILED" });
	await engine.containers.ensure(spec("a"), call);
	await expect(engine.containers.ensure(spec("b"), call)).rejects.toEqual(code("ENGINE_FAILED"));
	await engine.containers.ensure(spec("c"), call);
	expect(host.containers().map(({ name }) => name)).toEqual(["a", "c"]);
});

test("a failure after the effect loses the answer alone", async () => {
	const { host, engine } = open();
	host.faults.fail("containers.ensure", { error: new AppError("ENGINE_UNREACHABLE"), point: "after" });
	await expect(engine.containers.ensure(spec("a"), call)).rejects.toEqual(code("ENGINE_UNREACHABLE"));
	expect(host.containerCount).toBe(1);
	expect(await engine.containers.ensure({ ...spec("b"), name: "b" }, call)).toMatchObject({ outcome: "created" });
});

test("failures of one operation count their calls apart from each other", async () => {
	const { host, engine } = open();
	host.faults.fail("networks.list", { call: 1, error: "TIMEOUT" });
	host.faults.fail("networks.list", { call: 3, times: 2, error: "ENGINE_FAILED" });
	const codes: string[] = [];
	for (let i = 0; i < 5; i++) {
		codes.push(
			await engine.networks.list(call).then(
				() => "ok",
				(err: AppError) => err.code,
			),
		);
	}
	expect(codes).toEqual(["TIMEOUT", "ok", "ENGINE_FAILED", "ENGINE_FAILED", "ok"]);
});

test("a gate holds the first matching call until the test opens it", async () => {
	const { host, engine } = open();
	const leaseId = newId<LeaseId>();
	const gate = host.faults.pauseAt("containers.ensure", (one) => one.leaseId === leaseId);
	const held = engine.containers.ensure(spec("held", leaseId), call);
	await engine.containers.ensure(spec("passes"), call);
	expect(await gate.reached).toMatchObject({ operation: "containers.ensure", subject: "held", leaseId, service: "app", engine: 1 });
	await engine.containers.ensure(spec("passes-too", leaseId), call);
	expect(host.containers().map(({ name }) => name)).toEqual(["passes", "passes-too"]);
	gate.open();
	expect(await held).toMatchObject({ outcome: "created" });
});

test("a call given up at a gate leaves nothing when the gate is opened later", async () => {
	const { host, engine } = open();
	const giveUp = new AbortController();
	const gate = host.faults.pauseAt("containers.ensure");
	const held = engine.containers.ensure(spec("a"), { signal: giveUp.signal });
	await gate.reached;
	giveUp.abort();
	await expect(held).rejects.toEqual(code("ABORTED"));
	gate.open();
	await engine.containers.ensure(spec("b"), call);
	expect(host.containers().map(({ name }) => name)).toEqual(["b"]);
});

test("a hanging call is TIMEOUT past the deadline and passes when it is released before", async () => {
	const { host, engine } = open(20);
	const release = host.faults.hang("networks.list");
	await expect(engine.networks.list(call)).rejects.toEqual(code("TIMEOUT"));
	const waiting = createFakeEngine(host, { installation: "ours" }).networks.list(call);
	release();
	expect(await waiting).toHaveLength(1);
});

test("a hook sees each call at both points and may fail it", async () => {
	const { host, engine } = open();
	const seen: string[] = [];
	const stop = host.faults.onCall(({ operation, subject }, point) => {
		seen.push(`${point} ${operation} ${subject}`);
		if (point === "after") throw new Error("the test says so");
	});
	await expect(engine.containers.ensure(spec("a"), call)).rejects.toThrow("the test says so");
	stop();
	expect(seen).toEqual(["before containers.ensure a", "after containers.ensure a"]);
	expect(host.containerCount).toBe(1);
});

test("a dead engine's calls never settle and do nothing more, and the host goes on with the next engine", async () => {
	const { host, engine } = open();
	const gate = host.faults.pauseAt("containers.ensure");
	let settled = false;
	const note = () => {
		settled = true;
	};
	const giveUp = new AbortController();
	engine.containers.ensure(spec("a"), { signal: giveUp.signal }).then(note, note);
	await gate.reached;
	engine.die();
	gate.open();
	giveUp.abort();
	engine.networks.list(call).then(note, note);
	const next = createFakeEngine(host, { installation: "ours" });
	expect(await next.containers.list({ managed: true }, call)).toEqual([]);
	expect(await next.containers.ensure(spec("a"), call)).toMatchObject({ outcome: "created" });
	expect(settled).toBe(false);
	expect(host.faults.calls.map(({ engine: number }) => number)).toEqual([1, 1, 2, 2]);
});

test("clear opens every gate and forgets what was planned", async () => {
	const { host, engine } = open();
	const gate = host.faults.pauseAt("networks.list");
	const held = engine.networks.list(call);
	await gate.reached;
	host.faults.fail("networks.list", { error: "TIMEOUT", times: Number.POSITIVE_INFINITY });
	host.faults.hang("all");
	host.faults.clear();
	expect(await held).toHaveLength(1);
	expect(await engine.networks.list(call)).toHaveLength(1);
});
