import { once } from "node:events";
import { createServer } from "node:net";
import type { LeaseId, OperationId, OperationView } from "@berth/core";
import type { Accepted } from "@berth/lease";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { createDockerWorld, type DockerWorld } from "./docker-world.ts";

const MIB = 2 ** 20;
const { signal } = new AbortController();
/** Below what the kernel gives out; another run at the same time has another one, mostly, and else the next. */
const first = 20_000 + Math.floor(Math.random() * 9_000);

describe("a size and a port of a lease on a real daemon", () => {
	let world: DockerWorld;
	let leaseId: LeaseId;
	beforeAll(async () => {
		world = await createDockerWorld({ hostPorts: { first, last: first + 9 } });
		const { stores, service, caller, tenantId } = world;
		const size = { cpuMillis: 100, diskBytes: 0, pidsMax: 64, position: 3, enabled: true };
		for (const mib of [16, 48, 96]) await stores.catalog.putSku({ ...size, name: `m${mib}`, cpuMillis: 2 * mib, memoryBytes: mib * MIB });
		const accepted = await service.provision(caller, tenantId, { name: "web", items: [{ sku: "m48", quantity: 1 }], manifest: manifest() });
		leaseId = accepted.leaseId;
		await ended(accepted);
	});
	afterAll(() => world[Symbol.asyncDispose]());

	const manifest = (env: Record<string, string> = {}) => ({ image: world.images.web, ports: { "8080/tcp": { stable: true } }, env });
	const ended = ({ operationId }: Accepted): Promise<OperationView> =>
		waitUntil(
			async () => {
				const seen = await world.service.operation(world.caller, operationId as OperationId);
				return seen.finishedAt === null ? null : seen;
			},
			{ timeoutMs: 60_000, what: "the operation to end" },
		);
	const scale = async (sku: string) => ended(await world.service.scale(world.caller, { leaseId, items: [{ sku }] }));
	/** The container that serves, and what the kernel lets it have. */
	async function serving() {
		const [one, ...more] = (await world.engine.containers.list({ leaseId }, { signal })).filter(({ phase }) => phase === "running");
		if (one === undefined || more.length > 0) throw new Error(`${more.length} containers more than one run, or none`);
		const files = "cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes";
		const said = await world.engine.exec.run(one.id, { argv: ["sh", "-c", files], timeoutMs: 30_000 }, { signal });
		return { id: one.id, startedAt: one.startedAt, memory: Number(said.stdout), hostPorts: one.ports.map(({ hostPort }) => hostPort) };
	}
	const answers = async (port: number | undefined) => (await fetch(`http://127.0.0.1:${port}/`)).status;

	it("is changed where it stands: the same process goes on with another limit of the kernel's", async () => {
		const before = await serving();
		expect(before.memory).toBe(48 * MIB);
		expect(await scale("m96")).toMatchObject({
			state: "succeeded",
			steps: expect.arrayContaining([expect.objectContaining({ name: "resize", state: "succeeded" })]),
		});
		expect(await serving()).toEqual({ ...before, memory: 96 * MIB });
		await world.engine.exec.run(
			before.id,
			{ argv: ["dd", "if=/dev/zero", "of=/tmp/fill", "bs=1M", "count=24"], timeoutMs: 30_000 },
			{ signal },
		);
		const refused = await scale("m16");
		expect(refused).toMatchObject({ state: "rolled_back", reason: "MemoryInUse", message: expect.stringMatching(/^app-0 \(\d+ bytes\)/) });
		expect(await serving()).toEqual({ ...before, memory: 96 * MIB });
		expect(await scale("m48")).toMatchObject({ state: "succeeded" });
		expect(await serving()).toEqual(before);
	});

	it("answers at one port of the node, over a change, a restart and a failure, and tells who is in its way", async () => {
		const { service, caller } = world;
		const { hostPorts, id } = await serving();
		const [port = 0] = hostPorts;
		expect(port).toBeGreaterThanOrEqual(first);
		expect(port).toBeLessThan(first + 10);
		expect(await answers(port)).toBe(200);
		expect(await ended(await service.update(caller, { leaseId, manifest: manifest({ A: "1" }) }))).toMatchObject({ state: "succeeded" });
		expect((await serving()).id).not.toBe(id);
		expect([(await serving()).hostPorts, await answers(port)]).toEqual([hostPorts, 200]);

		await ended(await service.stop(caller, { leaseId }));
		const stranger = createServer().listen(port, "127.0.0.1");
		await once(stranger, "listening");
		try {
			expect(await ended(await service.start(caller, { leaseId }))).toMatchObject({
				state: "failed",
				reason: "HostPortTaken",
				message: expect.stringContaining(`app-0 (port ${port})`),
			});
		} finally {
			stranger.close();
			await once(stranger, "close");
		}
		expect(await ended(await service.retry(caller, { leaseId }))).toMatchObject({ state: "succeeded" });
		expect([(await serving()).hostPorts, await answers(port)]).toEqual([hostPorts, 200]);
		await ended(await service.close(caller, { leaseId }));
		expect((await world.stores.leases.find(leaseId, "all"))?.hostPorts).toEqual([]);
		expect(await world.broken()).toEqual([]);
	});
});
