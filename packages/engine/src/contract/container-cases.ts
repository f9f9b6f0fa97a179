import { type LeaseId, newId } from "@berth/core";
import { expect, test } from "vitest";
import { type Bench, bounded, failureOf, freshName, observeUntil, run, specOf } from "./bench.ts";
import type { DaemonProbes } from "./harness.ts";

const UNKNOWN = "0".repeat(64);

/** Making, replacing, finding and removing. */
export function containerCases(bench: () => Bench): void {
	test("ensure makes a container that bears its owner and spec, and does not start it", async () => {
		const { engine, images, tenantId } = bench();
		const spec = specOf(bench(), images.sleeper, { service: "api", index: 2, generation: 7 });
		const { id, outcome } = await engine.containers.ensure(spec, bounded());
		expect(outcome).toBe("created");
		expect(await engine.containers.inspect(id, bounded())).toMatchObject({
			id,
			name: spec.name,
			phase: "created",
			image: images.sleeper,
			startedAt: null,
			networkIp: null,
			specHash: expect.stringMatching(/^v3:[0-9a-f]{64}$/),
			tenantId,
			leaseId: spec.owner.leaseId,
			service: "api",
			index: 2,
			generation: 7,
		});
	});

	test("ensure keeps a container of equal spec and replaces one of another", async () => {
		const { engine, images } = bench();
		const spec = specOf(bench(), images.sleeper);
		const first = await engine.containers.ensure(spec, bounded());
		expect(await engine.containers.ensure({ ...spec, env: { ...spec.env } }, bounded())).toEqual({ id: first.id, outcome: "kept" });
		const replaced = await engine.containers.ensure({ ...spec, env: { GREETING: "bye" } }, bounded());
		expect(replaced.outcome).toBe("replaced");
		expect(replaced.id).not.toBe(first.id);
		expect(await engine.containers.inspect(first.id, bounded())).toMatchObject({ phase: "gone" });
		expect(await engine.containers.inspect(spec.name, bounded())).toMatchObject({ id: replaced.id, phase: "created" });
	});

	test("the same spec asked for many times at once makes one container", async () => {
		const { engine, images } = bench();
		const spec = specOf(bench(), images.sleeper);
		const made = await Promise.all(Array.from({ length: 5 }, () => engine.containers.ensure(spec, bounded())));
		expect(new Set(made.map(({ id }) => id)).size).toBe(1);
		expect(made.filter(({ outcome }) => outcome === "created")).toHaveLength(1);
		expect(await engine.containers.list({ leaseId: spec.owner.leaseId }, bounded())).toHaveLength(1);
	});

	test("a name that is somebody else's is a conflict and stays untouched", async () => {
		const { engine, images } = bench();
		const name = freshName("foreign");
		const foreign = await bench().addForeignContainer(name);
		expect(await failureOf(engine.containers.ensure(specOf(bench(), images.sleeper, { name }), bounded()))).toMatchObject({
			code: "CONFLICT",
		});
		expect(await failureOf(engine.containers.remove(foreign, bounded()))).toMatchObject({ code: "CONFLICT" });
		expect(await bench().foreignContainerExists(foreign)).toBe(true);
	});

	test("another installation's container is somebody else's", async () => {
		const { engine, neighbour, images } = bench();
		const spec = specOf(bench(), images.sleeper);
		const { id } = await engine.containers.ensure(spec, bounded());
		expect(await failureOf(neighbour.containers.ensure(spec, bounded()))).toMatchObject({ code: "CONFLICT" });
		expect(await failureOf(neighbour.containers.remove(id, bounded()))).toMatchObject({ code: "CONFLICT" });
		expect(await neighbour.containers.list({ leaseId: spec.owner.leaseId }, bounded())).toEqual([]);
		expect(await engine.containers.inspect(id, bounded())).toMatchObject({ phase: "created" });
	});

	test("an image that is not on the host is IMAGE_NOT_FOUND and leaves nothing", async () => {
		const { engine } = bench();
		const spec = specOf(bench(), "localhost/berth-fixture/no-such-image:1");
		expect(await failureOf(engine.containers.ensure(spec, bounded()))).toMatchObject({ code: "IMAGE_NOT_FOUND" });
		expect(await engine.containers.list({ leaseId: spec.owner.leaseId }, bounded())).toEqual([]);
	});

	test("a name that would lead elsewhere in the daemon is refused before anything is made", async () => {
		const { engine, images } = bench();
		const spec = specOf(bench(), images.sleeper, { name: "../networks" });
		expect(await failureOf(engine.containers.ensure(spec, bounded()))).toMatchObject({ code: "BAD_INPUT" });
		expect(await failureOf(engine.containers.ensure({ ...spec, name: freshName("c"), tmpfs: ["/proc"] }, bounded()))).toMatchObject({
			code: "BAD_INPUT",
		});
		expect(await engine.containers.list({ leaseId: spec.owner.leaseId }, bounded())).toEqual([]);
	});

	test("a command without a program is refused, and the container that stood stays", async () => {
		const { engine, images } = bench();
		const spec = specOf(bench(), images.sleeper);
		const { id } = await engine.containers.ensure(spec, bounded());
		expect(await failureOf(engine.containers.ensure({ ...spec, command: [""] }, bounded()))).toMatchObject({ code: "BAD_INPUT" });
		expect(await engine.containers.inspect(spec.name, bounded())).toMatchObject({ id });
	});

	test("a list holds what the selector names and of that only what is ours", async () => {
		const { engine, neighbour, images, tenantId, web } = bench();
		await bench().addForeignContainer(freshName("foreign"));
		const leaseId = newId<LeaseId>();
		const ids: string[] = [];
		for (const index of [0, 1]) {
			ids.push((await engine.containers.ensure(specOf(bench(), images.sleeper, { leaseId, index }), bounded())).id);
		}
		const theirs = await neighbour.containers.ensure(specOf(bench(), images.sleeper, { leaseId }), bounded());
		const idsOf = async (selector: Parameters<typeof engine.containers.list>[0]) =>
			(await engine.containers.list(selector, bounded())).map(({ id }) => id).sort();
		expect(await idsOf({ leaseId })).toEqual([...ids].sort());
		expect(await idsOf({ leaseId: newId() })).toEqual([]);
		expect(await idsOf({ tenantId, leaseId })).toEqual([...ids].sort());
		expect(await idsOf({ tenantId: newId(), leaseId })).toEqual([]);
		expect(await idsOf({ leaseId, besides: [ids[0] ?? "", newId()] }), "what is known is left out").toEqual([ids[1]]);
		const managed = await engine.containers.list({ managed: true }, bounded());
		const managedIds = managed.map(({ id }) => id);
		expect(managedIds).toEqual(expect.arrayContaining([...ids, web.id]));
		expect(managedIds).not.toContain(theirs.id);
		expect(managed.every(({ leaseId: lease, specHash: hash }) => lease !== null && hash !== null)).toBe(true);
		await neighbour.containers.remove(theirs.id, bounded());
	});

	test("a walk shows every container of our leases once, all of a lease together, in the order of leases", async () => {
		const { engine, neighbour, images, web } = bench();
		await bench().addForeignContainer(freshName("foreign"));
		const leases = [newId<LeaseId>(), newId<LeaseId>(), newId<LeaseId>()];
		const made: string[] = [];
		for (const index of [0, 1]) {
			for (const leaseId of leases)
				made.push((await engine.containers.ensure(specOf(bench(), images.sleeper, { leaseId, index }), bounded())).id);
		}
		const theirs = await neighbour.containers.ensure(specOf(bench(), images.sleeper, { leaseId: newId() }), bounded());
		const shown: string[][] = [];
		const order: string[] = [];
		await engine.containers.walk(async (containers) => {
			shown.push(containers.map(({ id }) => id));
			order.push(...containers.map(({ leaseId }) => leaseId ?? ""));
		}, bounded());
		const all = await engine.containers.list({ managed: true }, bounded());
		expect(shown.flat().toSorted()).toEqual(all.map(({ id }) => id).toSorted());
		expect(shown.flat()).toEqual(expect.arrayContaining([...made, web.id]));
		expect(shown.flat()).not.toContain(theirs.id);
		expect(order).toEqual(order.toSorted());
		const partsWith = (leaseId: LeaseId) => shown.filter((ids) => all.some((one) => one.leaseId === leaseId && ids.includes(one.id)));
		for (const leaseId of leases) expect(partsWith(leaseId)).toHaveLength(1);
		const stop = new Error("seen enough");
		await expect(engine.containers.walk(() => Promise.reject(stop), bounded())).rejects.toBe(stop);
		for (const id of [...made, theirs.id]) await (id === theirs.id ? neighbour : engine).containers.remove(id, bounded());
	});

	test("a list of everything on the host cannot be asked for", async () => {
		expect(await failureOf(bench().engine.containers.list({}, bounded()))).toMatchObject({ code: "BAD_INPUT" });
	});

	test("what the daemon does not know is gone, and stopping or removing it changes nothing", async () => {
		const { engine } = bench();
		expect(await engine.containers.inspect(UNKNOWN, bounded())).toMatchObject({ phase: "gone", leaseId: null });
		expect(await engine.containers.stop(UNKNOWN, { graceMs: 1_000 }, bounded())).toEqual({ changed: false });
		expect(await engine.containers.remove(UNKNOWN, bounded())).toEqual({ changed: false });
		expect(await failureOf(engine.containers.start(UNKNOWN, bounded()))).toMatchObject({ code: "NOT_FOUND" });
	});

	test("a running container has an address and the ports it asked for; starting it again changes nothing", async () => {
		const { engine, web } = bench();
		expect(await engine.containers.start(web.id, bounded())).toEqual({ changed: false });
		const seen = await engine.containers.inspect(web.spec.name, bounded());
		expect(seen).toMatchObject({ id: web.id, phase: "running", exitCode: null, finishedAt: null, health: "none" });
		expect(seen.startedAt).not.toBeNull();
		expect(seen.networkIp).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
		expect(seen.ports).toEqual([{ port: 8080, protocol: "tcp", hostIp: expect.any(String), hostPort: expect.any(Number) }]);
		expect(seen.ports[0]?.hostPort).toBeGreaterThan(0);
	});

	test("a container is stopped once, can be started again, and is removed once", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		// Its first process takes signals only when it has really begun.
		await engine.containers.waitReady(id, { timeoutMs: 30_000, settleMs: 500 }, bounded());
		expect(await engine.containers.stop(id, { graceMs: 20_000 }, bounded())).toEqual({ changed: true });
		const stopped = await engine.containers.inspect(id, bounded());
		expect(stopped).toMatchObject({ phase: "exited", exitCode: 143, oomKilled: false, ports: [] });
		expect(stopped.finishedAt).not.toBeNull();
		expect(await engine.containers.stop(id, { graceMs: 20_000 }, bounded())).toEqual({ changed: false });
		expect(await engine.containers.start(id, bounded())).toEqual({ changed: true });
		expect(await engine.containers.inspect(id, bounded())).toMatchObject({ phase: "running", exitCode: null });
		expect(await engine.containers.remove(id, bounded())).toEqual({ changed: true });
		expect(await engine.containers.inspect(id, bounded())).toMatchObject({ phase: "gone" });
		expect(await engine.containers.remove(id, bounded())).toEqual({ changed: false });
	});

	test("a container that ignores SIGTERM is killed after its grace", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.stubborn, { init: false }));
		expect(await engine.containers.stop(id, { graceMs: 1_000 }, bounded())).toEqual({ changed: true });
		expect(await engine.containers.inspect(id, bounded())).toMatchObject({ phase: "exited", exitCode: 137 });
	});

	test("an exit by itself and a kill from outside are seen with their exit codes", async () => {
		const { images } = bench();
		const exited = await run(bench(), specOf(bench(), images.exiter));
		const killed = await run(bench(), specOf(bench(), images.sleeper));
		await bench().killFromOutside(killed);
		const ended = (id: string) => observeUntil(bench(), id, ({ phase }) => phase === "exited", "it has exited");
		expect(await ended(exited)).toMatchObject({ exitCode: 3, oomKilled: false });
		expect(await ended(killed)).toMatchObject({ exitCode: 137, oomKilled: false });
	});
}

/** Only where there is a daemon whose store can be read. */
export function hardeningCases(bench: () => Bench, probes: DaemonProbes): void {
	test("the daemon stored every limit and took every right away", async () => {
		const { web } = bench();
		const { cpuMillis, memoryBytes, pidsMax } = web.spec.resources;
		const found = await probes.storedHardening(web.id);
		expect(found).toMatchObject({
			capabilitiesDropped: ["ALL"],
			noNewPrivileges: true,
			readOnlyRoot: true,
			memoryBytes,
			memoryAndSwapBytes: memoryBytes,
			cpuMillis,
			pidsMax,
			restartPolicy: "no",
			privileged: false,
			logSizeLimited: true,
			mounts: 0,
		});
		expect(found.tmpfs).toEqual(expect.arrayContaining(["/tmp", "/run"]));
	});
}
