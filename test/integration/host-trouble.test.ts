import type { LeaseId } from "@berth/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDockerHost } from "../support/docker-host.ts";
import { type DockerProxy, startDockerProxy } from "../support/docker-proxy.ts";
import { type Registry, startRegistry } from "../support/registry.ts";
import { type RegistryFate, type RegistryGate, startRegistryGate } from "../support/registry-gate.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createDockerWorld, type DockerWorld } from "./docker-world.ts";

const { signal } = new AbortController();
const PATIENCE_MS = 90_000;
/** Short, so that a test can wait for it, and long enough for a whole image on a loaded machine. */
const PULL_MS = 30_000;

describe("behind the back of a lease", () => {
	const stack = new AsyncDisposableStack();
	const { docker } = createDockerHost();
	let proxy: DockerProxy;
	let registry: Registry;
	let gate: RegistryGate;
	let world: DockerWorld;

	beforeAll(async () => {
		proxy = stack.use(await startDockerProxy());
		registry = stack.use(await startRegistry());
		gate = stack.use(await startRegistryGate(registry));
		world = stack.use(
			await createDockerWorld({
				proxy: proxy.socketPath,
				registries: [gate.host],
				limits: { pullIdleMs: PULL_MS / 5 },
				stepMs: { pull: PULL_MS },
			}),
		);
		await world.stores.catalog.putSku({
			name: "bare",
			cpuMillis: 100,
			memoryBytes: 2 ** 25,
			diskBytes: 0,
			pidsMax: 64,
			position: 3,
			enabled: true,
		});
	});
	afterAll(() => stack.disposeAsync());

	const web = (more: object = {}) => ({
		image: world.images.web,
		ports: { "8080/tcp": {} },
		init: true,
		stop_grace_period: "1s",
		...more,
	});
	const end = async (asked: Promise<{ readonly leaseId: LeaseId; readonly operationId: string }>) => {
		const { leaseId, operationId } = await asked;
		const { met, operation } = await world.service.wait(world.caller, { leaseId, operationId, timeoutMs: PATIENCE_MS }, signal);
		expect(met).toBe(true);
		return { leaseId, end: `${operation?.state} ${operation?.reason ?? ""}`.trim() };
	};
	const provision = (name: string, manifest: object, sku = "bare") =>
		world.service.provision(world.caller, world.tenantId, { name, items: [{ sku, quantity: 1 }], manifest });
	const close = async (leaseId: LeaseId) => {
		const { bytes } = await world.service.planClose(world.caller, leaseId);
		await world.service.close(world.caller, { leaseId, data: "destroy", confirmBytes: bytes });
		await world.rests(leaseId, ["closed"]);
	};
	const containers = (leaseId: LeaseId) => world.engine.containers.list({ leaseId }, { signal });
	/** What the lease's page answers from outside. */
	const page = async (leaseId: LeaseId) => {
		const { endpoints } = await world.service.get(world.caller, leaseId);
		return waitUntil(async () => (await fetch(endpoints[0]?.url ?? "", { signal: AbortSignal.timeout(5_000) })).text(), {
			timeoutMs: PATIENCE_MS,
			what: "the page to answer",
		});
	};
	/** Takes the tenant's network away, whatever is on it. */
	const removeNetwork = async () => {
		const [network] = await world.engine.networks.list({ signal });
		const standing = docker.getNetwork(network?.name ?? "");
		const { Containers = {} } = (await standing.inspect()) as { readonly Containers?: Readonly<Record<string, unknown>> };
		for (const Container of Object.keys(Containers)) await standing.disconnect({ Container, Force: true });
		await standing.remove();
	};

	test("a container that is killed while an update waits for it has the update undone, and what served serves again, also when it was killed too", async () => {
		const { leaseId } = await end(provision("killed", web()));
		const before = await containers(leaseId);
		// It says nothing of its health before the test is long over.
		const waiting = web({ health_check: { test: ["CMD", "true"], interval: "10m", timeout: "10s" } });
		const update = world.service.update(world.caller, { leaseId, manifest: waiting });
		const next = await waitUntil(async () => (await containers(leaseId)).find((one) => one.generation === 2 && one.phase === "running"), {
			timeoutMs: PATIENCE_MS,
			what: "the new instance to run",
		});
		await docker.getContainer(before[0]?.id ?? "").kill();
		await docker.getContainer(next.id).kill();
		expect(await end(update)).toEqual({ leaseId, end: "rolled_back ContainerExited" });
		expect(await world.stores.leases.find(leaseId, "all")).toMatchObject({ state: "ready", serving: { "app-0": 1 } });
		expect((await containers(leaseId)).map(({ id, phase }) => ({ id, phase }))).toEqual([{ id: before[0]?.id, phase: "running" }]);
		expect(await page(leaseId)).toBe("berth fixture\n");
		expect(await world.broken()).toEqual([]);
		await close(leaseId);
	});

	test("a network that vanishes before a container is started on it is made again", async () => {
		const removing: Promise<void>[] = [];
		let isGone = false;
		proxy.use({
			before({ method, path }) {
				if (method !== "POST" || !path.endsWith("/start") || isGone) return "forward";
				if (removing.length === 0)
					removing.push(
						removeNetwork().then(() => {
							isGone = true;
						}),
					);
				return "drop";
			},
		});
		const { leaseId, end: how } = await end(provision("early", web()));
		await Promise.all(removing);
		proxy.use({});
		expect(isGone).toBe(true);
		expect(how).toBe("succeeded");
		expect(await page(leaseId)).toBe("berth fixture\n");
		expect(await world.broken()).toEqual([]);
		await close(leaseId);
	});

	test("a network that vanishes under a lease is there again when the lease is restarted or started", async () => {
		const { leaseId } = await end(provision("cut-off", web()));
		await removeNetwork();
		expect(await end(world.service.restart(world.caller, { leaseId }))).toEqual({ leaseId, end: "succeeded" });
		expect(await page(leaseId)).toBe("berth fixture\n");
		expect(await end(world.service.stop(world.caller, { leaseId }))).toEqual({ leaseId, end: "succeeded" });
		await removeNetwork();
		// A container that has run remembers the very network it ran on.
		expect(await end(world.service.start(world.caller, { leaseId }))).toEqual({ leaseId, end: "succeeded" });
		expect(await page(leaseId)).toBe("berth fixture\n");
		expect(await world.broken()).toEqual([]);
		await close(leaseId);
		expect(await world.engine.networks.list({ signal })).toEqual([]);
	});

	const fates: Readonly<Record<string, RegistryFate>> = {
		"falls silent in the middle of a layer": "stall",
		"sends another layer than the digest says": "lie",
		"says 200 and sends an error": "apologise",
	};
	// One after another: the daemon fetches few layers at once, and waits with one of them for whoever asked for it first.
	test.each(Object.entries(fates))("a registry that %s fails the lease in time and costs it nothing but a retry", async (_, fate) => {
		const ref = `${gate.host}/team/${fate}:1`;
		await registry.publish(`team/${fate}:1`, { randomBytes: 200_000 });
		stack.defer(async () => {
			await docker
				.getImage(ref)
				.remove()
				.catch(() => undefined);
		});
		gate.use((call) => (call.what === "blob" ? fate : "forward"));
		const begunAt = performance.now();
		const { leaseId, end: how } = await end(provision(`by-${fate}`, { image: ref, init: true, stop_grace_period: "1s" }, "small"));
		// Silence ends with the step's time; what is wrong is said at once.
		expect(how).toBe(fate === "stall" ? "failed DeadlineExceeded" : "failed ImagePullFailed");
		expect(performance.now() - begunAt).toBeLessThan(PATIENCE_MS);
		expect(gate.count(fate)).toBeGreaterThan(0);
		expect(await containers(leaseId)).toEqual([]);
		expect(await world.broken()).toEqual([]);
		gate.use(() => "forward");
		expect(await end(world.service.retry(world.caller, { leaseId }))).toEqual({ leaseId, end: "succeeded" });
		expect(await world.broken()).toEqual([]);
		await close(leaseId);
	});
});
