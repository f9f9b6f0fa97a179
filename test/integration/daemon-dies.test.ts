import type { LeaseId } from "@berth/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDockerHost, type DockerHostView } from "../support/docker-host.ts";
import { type DaemonCall, type DockerProxy, startDockerProxy } from "../support/docker-proxy.ts";
import { openDoor } from "../support/namespace-door.ts";
import { createOwnDockerd, type OwnDockerd } from "../support/own-dockerd.ts";
import { startRegistry } from "../support/registry.ts";
import { type RegistryGate, startRegistryGate } from "../support/registry-gate.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createDockerWorld, type DockerWorld } from "./docker-world.ts";

const { signal } = new AbortController();
const PATIENCE_MS = 120_000;

describe("a daemon that is killed", () => {
	const stack = new AsyncDisposableStack();
	let daemon: OwnDockerd;
	let host: DockerHostView;
	let proxy: DockerProxy;
	let gate: RegistryGate;
	let world: DockerWorld;
	/** In the registry, and on no host. */
	let unpulled: string;

	beforeAll(async () => {
		daemon = stack.use(await createOwnDockerd());
		await daemon.start();
		host = createDockerHost(daemon.socketPath);
		const registry = stack.use(await startRegistry());
		gate = stack.use(await startRegistryGate(registry));
		stack.use(await openDoor(daemon.networkPath, Number(gate.host.split(":")[1])));
		await registry.publish("team/app:1", { randomBytes: 200_000 });
		unpulled = `${gate.host}/team/app:1`;
		proxy = stack.use(await startDockerProxy(daemon.socketPath));
		world = stack.use(await createDockerWorld({ daemon: daemon.socketPath, proxy: proxy.socketPath, registries: [gate.host] }));
	}, PATIENCE_MS);
	afterAll(() => stack.disposeAsync(), PATIENCE_MS);

	const provision = (name: string, image: string) =>
		world.service.provision(world.caller, world.tenantId, {
			name,
			items: [{ sku: "small", quantity: 1 }],
			manifest: { image, init: true, stop_grace_period: "1s" },
		});
	const calls = {
		create: ({ method, path }: DaemonCall) => method === "POST" && path === "/containers/create",
		start: ({ method, path }: DaemonCall) => method === "POST" && path.endsWith("/start"),
		stop: ({ method, path }: DaemonCall) => method === "POST" && path.endsWith("/stop"),
		remove: ({ method, path }: DaemonCall) => method === "DELETE" && path.startsWith("/containers/"),
	} as const;

	/** Each arms the killing and returns when that is done; `killed` resolves when the daemon is dead. */
	const moments: Readonly<Record<string, () => Promise<{ readonly killed: Promise<void> }>>> = {
		"in the middle of a pull": async () => ({ killed: killInPull() }),
		"while it makes a container": async () => ({ killed: killInCreate() }),
		"when it has made a container and nobody has heard": async () => ({ killed: killAfter("create") }),
		// It tells of the network before there is a process.
		"while it starts a container": async () => {
			const events = await host.docker.getEvents({ filters: JSON.stringify({ type: ["network"], event: ["connect"] }) });
			return { killed: new Promise((resolve) => events.once("data", resolve)).then(() => daemon.kill()) };
		},
		"when it has started a container and nobody has heard": async () => ({ killed: killAfter("start") }),
	};
	const killInPull = async () => {
		gate.use((call) => (call.what === "blob" ? "stall" : "forward"));
		await waitUntil(() => gate.count("stall") > 0, { timeoutMs: PATIENCE_MS, what: "a layer to be on its way" });
		await daemon.kill();
		gate.use(() => "forward");
	};
	const killInCreate = () =>
		new Promise<void>((resolve, reject) => {
			let struck = false;
			proxy.use({
				before(call) {
					if (!struck && calls.create(call)) setImmediate(() => void daemon.kill().then(resolve, reject));
					struck ||= calls.create(call);
					return "forward";
				},
			});
		});
	const killAfter = (what: keyof typeof calls) =>
		new Promise<void>((resolve, reject) => {
			let struck = false;
			proxy.use({
				after(call) {
					if (struck || !calls[what](call)) return "answer";
					struck = true;
					daemon.kill().then(resolve, reject);
					return "drop";
				},
			});
		});

	test.each(Object.entries(moments))(
		"%s: the lease comes up when it is back, and nothing is left of it when it is closed",
		{ timeout: 2 * PATIENCE_MS },
		async (when, kill) => {
			const { service, caller, images } = world;
			const { killed } = await kill();
			const name = `when-${Object.keys(moments).indexOf(when)}`;
			const { leaseId, operationId } = await provision(name, when.endsWith("a pull") ? unpulled : images.keeper);
			await killed;
			// Its silence is no news of the lease.
			expect((await service.get(caller, leaseId)).state).toBe("provisioning");
			proxy.use({});
			await daemon.start();
			expect(await endOf(leaseId, operationId)).toBe("succeeded");
			expect(await world.broken()).toEqual([]);
			await close(leaseId);
		},
	);

	// Its containers end with it, the old ones as well as the new ones.
	test("during an update, a stop or a close: what is asked for is done when it is back", { timeout: 2 * PATIENCE_MS }, async () => {
		const { service, caller, images } = world;
		const first = await provision("changed", images.keeper);
		const { leaseId } = first;
		expect(await endOf(leaseId, first.operationId)).toBe("succeeded");
		const survives = async (what: keyof typeof calls, ask: () => Promise<{ readonly operationId: string }>) => {
			const killed = killAfter(what);
			const { operationId } = await ask();
			await killed;
			proxy.use({});
			await daemon.start();
			const end = await endOf(leaseId, operationId);
			expect(await world.broken()).toEqual([]);
			return end;
		};
		const manifest = (n: string) => ({ image: images.keeper, init: true, stop_grace_period: "1s", env: { N: n } });
		for (const what of ["stop", "start"] as const) {
			const end = await survives(what, () => service.update(caller, { leaseId, manifest: manifest(what) }));
			expect(end, `killed at a ${what}`).toBe("succeeded");
			expect((await service.get(caller, leaseId)).state).toBe("ready");
		}
		expect(await survives("stop", () => service.stop(caller, { leaseId }))).toBe("succeeded");
		expect((await service.get(caller, leaseId)).state).toBe("stopped");
		const { bytes } = await service.planClose(caller, leaseId);
		const destroy = () => service.close(caller, { leaseId, data: "destroy", confirmBytes: bytes });
		expect(await survives("remove", destroy)).toBe("succeeded");
		await leavesNothing();
	});

	const endOf = async (leaseId: LeaseId, operationId: string) => {
		const { met, operation } = await world.service.wait(world.caller, { leaseId, operationId, timeoutMs: PATIENCE_MS }, signal);
		expect(met).toBe(true);
		return `${operation?.state} ${operation?.reason ?? ""}`.trim();
	};

	const close = async (leaseId: LeaseId) => {
		const { bytes } = await world.service.planClose(world.caller, leaseId);
		await world.service.close(world.caller, { leaseId, data: "destroy", confirmBytes: bytes });
		await world.rests(leaseId, ["closed"]);
		await leavesNothing();
	};
	const leavesNothing = async () => {
		await waitUntil(async () => (await world.engine.volumes.list({ signal })).length === 0, {
			timeoutMs: PATIENCE_MS,
			what: "its volume to be destroyed",
		});
		expect(await world.broken()).toEqual([]);
		expect(await world.engine.containers.list({ managed: true }, { signal })).toEqual([]);
		expect(await world.engine.networks.list({ signal })).toEqual([]);
	};
});
