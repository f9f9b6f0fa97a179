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
	const is = (what: "create" | "start", { method, path }: DaemonCall) =>
		method === "POST" && (what === "create" ? path === "/containers/create" : path.endsWith("/start"));

	/** Each arms the killing; it resolves when the daemon is dead. */
	const moments: Readonly<Record<string, () => Promise<void>>> = {
		"in the middle of a pull": async () => {
			gate.use((call) => (call.what === "blob" ? "stall" : "forward"));
			await waitUntil(() => gate.count("stall") > 0, { timeoutMs: PATIENCE_MS, what: "a layer to be on its way" });
			await daemon.kill();
			gate.use(() => "forward");
		},
		"while it makes a container": () =>
			new Promise((resolve, reject) => {
				let struck = false;
				proxy.use({
					before(call) {
						if (!struck && is("create", call)) setImmediate(() => daemon.kill().then(resolve, reject));
						struck ||= is("create", call);
						return "forward";
					},
				});
			}),
		"when it has made a container and nobody has heard": () => killAfter("create"),
		// It tells of the network before there is a process.
		"while it starts a container": async () => {
			const events = await host.docker.getEvents({ filters: JSON.stringify({ type: ["network"], event: ["connect"] }) });
			await new Promise((resolve) => events.once("data", resolve));
			await daemon.kill();
		},
		"when it has started a container and nobody has heard": () => killAfter("start"),
	};
	const killAfter = (what: "create" | "start") =>
		new Promise<void>((resolve, reject) => {
			let struck = false;
			proxy.use({
				after(call) {
					if (struck || !is(what, call)) return "answer";
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
			const killed = kill();
			const name = `when-${Object.keys(moments).indexOf(when)}`;
			const { leaseId, operationId } = await provision(name, when.endsWith("a pull") ? unpulled : images.keeper);
			await killed;
			// Its silence is no news of the lease.
			expect((await service.get(caller, leaseId)).state).toBe("provisioning");
			proxy.use({});
			await daemon.start();
			const { met, operation } = await service.wait(caller, { leaseId, operationId, timeoutMs: PATIENCE_MS }, signal);
			expect({ met, state: operation?.state, reason: operation?.reason }).toEqual({ met: true, state: "succeeded", reason: null });
			expect(await world.broken()).toEqual([]);
			await close(leaseId);
		},
	);

	const close = async (leaseId: LeaseId) => {
		await world.service.close(world.caller, { leaseId, data: "destroy" });
		await world.rests(leaseId, ["closed"]);
		await waitUntil(async () => (await world.engine.volumes.list({ signal })).length === 0, {
			timeoutMs: PATIENCE_MS,
			what: "its volume to be destroyed",
		});
		expect(await world.broken()).toEqual([]);
		expect(await world.engine.containers.list({ managed: true }, { signal })).toEqual([]);
		expect(await world.engine.networks.list({ signal })).toEqual([]);
	};
});
