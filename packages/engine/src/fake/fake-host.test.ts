import { type LeaseId, newId, type TenantId } from "@berth/core";
import { expect, test } from "vitest";
import type { EngineEvent } from "../engine.ts";
import type { ContainerSpec } from "../spec.ts";
import { createFakeEngine, type FakeEngine } from "./fake-engine.ts";
import { createFakeHost, type FakeHost } from "./fake-host.ts";
import { createPortPool, hostIpOf, hostPortOf } from "./port-pool.ts";

const call = { signal: new AbortController().signal };
const code = (code: string) => expect.objectContaining({ code });
const tenantId = newId<TenantId>();

const spec = (name: string, image = "app:1"): ContainerSpec => ({
	name,
	owner: { tenantId, leaseId: newId<LeaseId>() },
	service: "app",
	index: 0,
	generation: 1,
	image,
	env: {},
	labels: {},
	ports: [],
	tmpfs: [],
	network: { name: "net", aliases: [] },
	resources: { cpuMillis: 100, memoryBytes: 1, pidsMax: 1 },
	stopGraceMs: 0,
	init: true,
});

async function open(
	image = "app:1",
	changes: Partial<ContainerSpec> = {},
): Promise<{ readonly host: FakeHost; readonly engine: FakeEngine; readonly id: string }> {
	const host = createFakeHost({ everyImagePublished: true });
	const engine = createFakeEngine(host, { installation: "ours" });
	await engine.networks.ensure({ name: "net", tenantId }, call);
	await engine.images.pull(image, { policy: "if-missing" }, call);
	const { id } = await engine.containers.ensure({ ...spec("app", image), ...changes }, call);
	return { host, engine, id };
}

/** The next `count` events; the stream is left open. */
async function next(events: AsyncIterator<EngineEvent>, count: number): Promise<string[]> {
	const told: string[] = [];
	for (let i = 0; i < count; i++) {
		const event: EngineEvent = (await events.next()).value;
		told.push(event.kind === "container" ? event.action : event.kind === "resync" ? `resync ${event.why}` : event.kind);
	}
	return told;
}

test("while the daemon is away calls are ENGINE_UNREACHABLE, and followers are told of both turns", async () => {
	const { host, engine, id } = await open();
	const events = engine.events.subscribe(call)[Symbol.asyncIterator]();
	expect(await next(events, 1)).toEqual(["resync connected"]);
	await engine.containers.start(id, call);
	host.stopDaemon({ containersDie: true });
	await expect(engine.containers.inspect(id, call)).rejects.toEqual(code("ENGINE_UNREACHABLE"));
	host.startDaemon();
	expect(await next(events, 3)).toEqual(["start", "disconnected", "resync reconnected"]);
	expect(await engine.containers.inspect(id, call)).toMatchObject({ phase: "exited", exitCode: 137 });
});

test("a daemon that remembers tells what happened while it was away before the resync", async () => {
	const { host, engine, id } = await open();
	await engine.containers.start(id, call);
	const events = engine.events.subscribe(call)[Symbol.asyncIterator]();
	await next(events, 1);
	host.stopDaemon();
	host.kill(id, { exitCode: 1 });
	host.startDaemon({ replayEvents: true });
	expect(await next(events, 4)).toEqual(["disconnected", "kill", "die", "resync reconnected"]);
});

test("a subscriber that lags too far behind is told to look again instead", async () => {
	const { engine } = await open();
	const events = engine.events.subscribe(call)[Symbol.asyncIterator]();
	await next(events, 1);
	for (let i = 0; i < 1_001; i++) await engine.containers.ensure(spec(`c${i}`), call);
	expect(await next(events, 1)).toEqual(["resync reconnected"]);
});

test("a container killed for want of memory says so in its state and its events", async () => {
	const { host, engine, id } = await open();
	await engine.containers.start(id, call);
	host.kill(id, { oomKilled: true });
	expect(await engine.containers.inspect(id, call)).toMatchObject({ phase: "exited", exitCode: 137, oomKilled: true });
	expect(host.recentEvents().map((event) => event.kind === "container" && event.action)).toEqual(["create", "start", "oom", "die"]);
});

test("an image's tag spells what its containers do", async () => {
	const { engine, id } = await open("app:prints-2.exits-4-after-5");
	await engine.containers.start(id, call);
	await expect(engine.containers.waitReady(id, { timeoutMs: 60_000, settleMs: 60_000 }, call)).rejects.toMatchObject({
		code: "INSTANCE_EXITED",
		data: { exitCode: 4 },
	});
	expect((await engine.logs.tail(id, 10, call)).map(({ text }) => text)).toEqual(["line 1", "line 2"]);
});

test("a container that turns unhealthy after it was healthy is told as both", async () => {
	const { host, engine, id } = await open("app:healthy-after-1", { healthCheck: { test: ["CMD", "check"] } });
	await engine.containers.start(id, call);
	await engine.containers.waitReady(id, { timeoutMs: 60_000, settleMs: 0 }, call);
	host.setHealth(id, "unhealthy", "no answer");
	expect(await engine.containers.inspect(id, call)).toMatchObject({ health: "unhealthy", healthOutput: "no answer" });
	const health = host.recentEvents().flatMap((event) => (event.kind === "container" && event.action === "health" ? [event.health] : []));
	expect(health).toEqual(["healthy", "unhealthy"]);
});

test("a process that cannot be started is ENGINE_FAILED and leaves the daemon's words", async () => {
	const { engine, id } = await open("app:cannot-start");
	await expect(engine.containers.start(id, call)).rejects.toEqual(code("ENGINE_FAILED"));
	expect(await engine.containers.inspect(id, call)).toMatchObject({
		phase: "created",
		error: expect.stringContaining("exec"),
	});
});

test("the scripted registry is asked once per pull and answers as told", async () => {
	const { host, engine } = await open();
	const asked = host.images.registryRequests;
	host.images.publish("private:1", { answer: "denied" });
	host.images.publish("huge:1", { answer: "no-space" });
	await expect(engine.images.pull("private:1", { policy: "if-missing" }, call)).rejects.toEqual(code("IMAGE_DENIED"));
	host.images.publish("busy:1", { answer: "rate-limited" });
	await expect(engine.images.pull("busy:1", { policy: "if-missing" }, call)).rejects.toEqual(code("IMAGE_RATE_LIMITED"));
	host.images.publish("arm:1", { answer: "wrong-platform" });
	await expect(engine.images.pull("arm:1", { policy: "if-missing" }, call)).rejects.toEqual(code("IMAGE_WRONG_PLATFORM"));
	await expect(engine.images.pull("huge:1", { policy: "if-missing" }, call)).rejects.toEqual(code("NO_SPACE"));
	await engine.images.pull("app:1", { policy: "if-missing" }, call);
	host.images.publish("app:1");
	expect(await engine.images.pull("app:1", { policy: "always" }, call)).toMatchObject({ changed: true });
	expect(host.images.registryRequests - asked).toBe(5);
});

test("resting containers hold no timer", async () => {
	const { engine } = await open();
	const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
	const before = timers();
	for (let i = 0; i < 2_000; i++) {
		const { id } = await engine.containers.ensure(spec(`c${i}`), call);
		await engine.containers.start(id, call);
	}
	expect(timers()).toBe(before);
	expect(await engine.containers.list({ managed: true }, call)).toHaveLength(2_001);
});

test("no two holders share a host port, also when one address has no more of them", () => {
	const pool = createPortPool();
	const first = Array.from({ length: 40_000 }, () => pool.take());
	for (const held of first.slice(0, 1_000)) pool.giveBack(held);
	const now = [...first.slice(1_000), ...Array.from({ length: 1_000 }, () => pool.take())];
	const addresses = new Set(now.map((held) => `${hostIpOf(held)}:${hostPortOf(held)}`));
	expect(addresses.size).toBe(40_000);
	expect(now.every((held) => hostPortOf(held) <= 65_535)).toBe(true);
});

test("an image whose tag says when it listens is probed until then", async () => {
	const readiness = { probe: { kind: "tcp" as const, port: 80 }, intervalMs: 10 };
	const { engine, id } = await open("app:listens-after-150", { readiness });
	await engine.containers.start(id, call);
	const startedMs = Date.parse((await engine.containers.inspect(id, call)).startedAt ?? "");
	await engine.containers.waitReady(id, { timeoutMs: 60_000, settleMs: 0 }, call);
	expect(Date.now() - startedMs).toBeGreaterThanOrEqual(150);
});
