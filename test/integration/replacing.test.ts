import type { LeaseId } from "@berth/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { createDockerWorld, type DockerWorld } from "./docker-world.ts";

const MIB = 2 ** 20;
const { signal } = new AbortController();

type Parts = Readonly<Record<"seed" | "db" | "web", object>>;

describe("a stack on a real daemon", () => {
	let world: DockerWorld;
	let leaseId: LeaseId;
	/** What happened to containers, in order, as `start web-0@2`. */
	const events: string[] = [];
	const watching = new AbortController();
	const connected = Promise.withResolvers<void>();
	let following: Promise<void> = Promise.resolve();

	beforeAll(async () => {
		world = await createDockerWorld();
		await world.stores.catalog.putSku({
			name: "plain",
			cpuMillis: 100,
			memoryBytes: 32 * MIB,
			diskBytes: 0,
			pidsMax: 64,
			position: 3,
			enabled: true,
		});
		following = follow().catch((err: unknown) => {
			if (!watching.signal.aborted) throw err;
		});
		await connected.promise;
		const { service, caller, tenantId } = world;
		const accepted = await service.provision(caller, tenantId, {
			name: "stack",
			items: [
				{ service: "seed", sku: "plain", quantity: 1 },
				{ service: "db", sku: "small", quantity: 1 },
				{ service: "web", sku: "plain", quantity: 2 },
			],
			manifest: manifest(),
		});
		leaseId = accepted.leaseId;
		await world.rests(leaseId, ["ready", "failed"]);
	});
	afterAll(async () => {
		watching.abort();
		await following;
		await world[Symbol.asyncDispose]();
	});

	const follow = async () => {
		for await (const event of world.engine.events.subscribe({ signal: watching.signal })) {
			if (event.kind === "resync") connected.resolve();
			if (event.kind !== "container" || !["start", "die", "health"].includes(event.action)) continue;
			const what = event.action === "health" ? event.health : event.action;
			events.push(`${what} ${event.service}-${event.index}@${event.generation}`);
		}
	};
	const manifest = (over: Partial<Parts> = {}) => {
		const { images } = world;
		const quick = { stop_grace_period: "1s" };
		return {
			services: {
				seed: { image: images.sleeper, role: "init", command: ["sh", "-c", "echo seeded"], ...quick, ...over.seed },
				db: { image: images.keeper, ...quick, ...over.db },
				web: {
					image: images.web,
					ports: { "8080/tcp": {} },
					health_check: { test: ["CMD", "wget", "-q", "-O", "-", "http://127.0.0.1:8080/"], interval: "500ms", timeout: "20s" },
					depends_on: { db: { condition: "service_started" } },
					...quick,
					...over.web,
				},
			},
		};
	};
	const containers = async () => {
		const seen = await world.engine.containers.list({ leaseId }, { signal });
		return Object.fromEntries(seen.map((one) => [`${one.service}-${one.index}@${one.generation}`, { id: one.id, phase: one.phase }]));
	};
	const end = async (operationId: string) => {
		const { met, operation } = await world.service.wait(world.caller, { leaseId, operationId, timeoutMs: 120_000 }, signal);
		expect(met).toBe(true);
		return `${operation?.state} ${operation?.reason ?? ""}`.trim();
	};
	const update = async (over: Partial<Parts>) =>
		end((await world.service.update(world.caller, { leaseId, manifest: manifest(over) })).operationId);
	const serving = async () => (await world.stores.leases.find(leaseId, "all"))?.serving;
	const at = (event: string) => events.indexOf(event);
	/** The daemon's events may come a moment after the answer to a call. */
	const heard = (event: string) => waitUntil(() => at(event) >= 0, { timeoutMs: 90_000, what: event });

	it("has its init run to its end before anything else is started", async () => {
		const { state, diagnostics } = await world.service.get(world.caller, leaseId);
		expect({ state, diagnostics }).toEqual({ state: "ready", diagnostics: [] });
		await heard("start db-0@1");
		expect(at("start seed-0@1")).toBeGreaterThanOrEqual(0);
		expect(at("die seed-0@1")).toBeGreaterThan(at("start seed-0@1"));
		expect(at("die seed-0@1")).toBeLessThan(at("start db-0@1"));
		expect(await serving()).toEqual({ "db-0": 1, "web-0": 1, "web-1": 1 });
		expect((await containers())["seed-0@1"]?.phase).toBe("exited");
	});

	it("is changed where it differs alone, the new instances healthy before the old ones go", async () => {
		const before = await containers();
		expect(await update({ web: { env: { A: "1" } } })).toBe("succeeded");
		await heard("die web-1@1");
		await heard("die web-0@1");
		const firstDeath = Math.min(at("die web-0@1"), at("die web-1@1"));
		for (const event of ["healthy web-0@2", "healthy web-1@2"]) {
			expect(at(event)).toBeGreaterThan(0);
			expect(at(event)).toBeLessThan(firstDeath);
		}
		const after = await containers();
		expect(after["db-0@1"]).toEqual(before["db-0@1"]);
		expect(Object.keys(after).sort()).toEqual(["db-0@1", "seed-0@2", "web-0@2", "web-1@2"]);
	});

	it("has an instance with a volume stopped before the next one starts, and brought back when that does not come up", async () => {
		const before = await containers();
		expect(await update({ web: { env: { A: "1" } }, db: { command: ["sh", "-c", "exit 3"] } })).toBe("rolled_back ContainerExited");
		await heard("start db-0@3");
		expect(at("die db-0@1")).toBeGreaterThan(0);
		expect(at("die db-0@1")).toBeLessThan(at("start db-0@3"));
		const after = await containers();
		expect(Object.keys(after).sort()).toEqual(["db-0@1", "seed-0@2", "web-0@2", "web-1@2"]);
		expect(after["db-0@1"]).toEqual(before["db-0@1"]);
		expect(after["web-0@2"]).toEqual(before["web-0@2"]);
		expect((await world.stores.leases.find(leaseId, "all"))?.state).toBe("ready");
	});

	it("goes back when its change is cancelled while the new instances are waited for", async () => {
		const { operationId } = await world.service.update(world.caller, {
			leaseId,
			manifest: manifest({ web: { health_check: { test: ["CMD", "false"], interval: "60s", timeout: "1s" } } }),
		});
		await heard("start web-1@4");
		await world.service.cancel(world.caller, { leaseId, operationId });
		expect(await end(operationId)).toBe("cancelled Cancelled");
		expect(await serving()).toEqual({ "db-0": 1, "web-0": 2, "web-1": 2 });
		expect(Object.keys(await containers()).sort()).toEqual(["db-0@1", "seed-0@2", "web-0@2", "web-1@2"]);
	});

	it("is stopped, changed without being started, and started with its init first", async () => {
		expect(await end((await world.service.stop(world.caller, { leaseId })).operationId)).toBe("succeeded");
		expect(await update({ web: { env: { A: "1" } }, db: { env: { B: "2" } } })).toBe("succeeded");
		expect((await world.stores.leases.find(leaseId, "all"))?.state).toBe("stopped");
		expect(Object.values(await containers()).filter((one) => one.phase === "running")).toEqual([]);
		expect(await end((await world.service.start(world.caller, { leaseId })).operationId)).toBe("succeeded");
		await heard("start db-0@5");
		expect(at("die seed-0@5")).toBeLessThan(at("start db-0@5"));
		expect(await serving()).toEqual({ "db-0": 5, "web-0": 2, "web-1": 2 });
	});

	it("is restarted whole, every old instance down before its successor starts, and of two the one goes on meanwhile", async () => {
		expect(await end((await world.service.restart(world.caller, { leaseId })).operationId)).toBe("succeeded");
		const starts = ["db-0@6", "web-0@6", "web-1@6"].map((one) => `start ${one}`);
		for (const start of starts) await heard(start);
		for (const [old, next] of [
			["db-0@5", "db-0@6"],
			["web-0@2", "web-0@6"],
			["web-1@2", "web-1@6"],
		]) {
			const died = events.lastIndexOf(`die ${old}`);
			expect(died).toBeGreaterThan(0);
			expect(died).toBeLessThan(at(`start ${next}`));
		}
		expect(events.lastIndexOf("die web-1@2")).toBeGreaterThan(at("start web-0@6"));
	});
});
