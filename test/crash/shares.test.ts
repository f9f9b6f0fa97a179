import type { LeaseId, OperationId, RestoreInput } from "@berth/core";
import type { LeaseRecord } from "@berth/db";
import type { Accepted } from "@berth/lease";
import { describe, expect, it } from "vitest";
import type { LeaseWorld } from "./lease-world.ts";
import { sharedDatabase } from "./shared-database.ts";

const { world: newWorld } = sharedDatabase();

const MIB = 1024 * 1024;
const check = { health_check: { test: ["CMD", "check"] } };

/** `db` keeps data; its ports are as they are given. */
const manifestOf = (ports: Readonly<Record<string, object>>, image = "app:keeps-data") => ({
	services: { db: { image, ports, ...check } },
});
const stable = { "5432/tcp": { stable: true } };
const items = [{ service: "db", sku: "disk", quantity: 1 }];

describe("what a lease has for itself", () => {
	async function begin() {
		const world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		return world;
	}
	const provision = async (world: LeaseWorld, name: string, ports: Readonly<Record<string, object>>) => {
		const id = await world.provision(name, { items, manifest: manifestOf(ports) });
		return world.rests(id, ["ready"]);
	};
	/** The lease when what was asked of it is over. */
	const ended = async (world: LeaseWorld, asked: Promise<Accepted>) => {
		const { leaseId, operationId: id } = await asked;
		const operationId = id as OperationId;
		await expect
			.poll(async () => (await world.service.operation(world.caller, operationId)).finishedAt, { timeout: 60_000 })
			.not.toBeNull();
		return { lease: await world.rests(leaseId), operation: await world.service.operation(world.caller, operationId) };
	};
	const ports = ({ hostPorts }: LeaseRecord) => hostPorts.map(({ index, port, hostPort }) => `${index}:${port}@${hostPort}`);
	/** Where it answers, as its page says. */
	const answers = async (world: LeaseWorld, id: LeaseId) =>
		(await world.service.get(world.caller, id)).endpoints.map(({ instance, port, hostPort }) => `${instance}:${port}@${hostPort}`).sort();

	it("is the same port over restarts and changes, another's when it is given up, and new when it comes back", async () => {
		await using world = await begin();
		const { service, caller } = world;
		const { id } = await provision(world, "one", stable);
		expect(await answers(world, id)).toEqual(["0:5432@30000"]);
		const restarted = await ended(world, service.restart(caller, { leaseId: id }));
		expect([restarted.operation.state, ...ports(restarted.lease)]).toEqual(["succeeded", "0:5432@30000"]);
		const changed = await ended(world, service.update(caller, { leaseId: id, manifest: manifestOf(stable, "app:keeps-data.2") }));
		expect([changed.operation.state, ...ports(changed.lease)]).toEqual(["succeeded", "0:5432@30000"]);
		const plan = await service.planUpdate(caller, { leaseId: id, manifest: manifestOf(stable, "app:3") });
		expect(plan.services).toMatchObject([{ action: "replace", order: "stop-first" }]);

		const more = { ...stable, "5433/udp": { stable: true } };
		const undone = await ended(world, service.update(caller, { leaseId: id, manifest: manifestOf(more, "app:unhealthy-after-1") }));
		expect([undone.operation.state, ...ports(undone.lease)]).toEqual(["rolled_back", "0:5432@30000"]);
		const wider = await ended(world, service.scale(caller, { leaseId: id, items: [{ service: "db", quantity: 2 }] }));
		expect(ports(wider.lease)).toEqual(["0:5432@30000", "1:5432@30001"]);
		const dropped = await ended(world, service.update(caller, { leaseId: id, manifest: manifestOf({ "5432/tcp": {} }) }));
		expect(ports(dropped.lease)).toEqual([]);

		const other = await provision(world, "two", stable);
		expect(ports(other)).toEqual(["0:5432@30000"]);
		const back = await ended(world, service.rollBack(caller, { leaseId: id, releaseNumber: 1 }));
		expect([back.operation.state, ...ports(back.lease)]).toEqual(["succeeded", "0:5432@30001"]);
		const closed = await ended(world, service.close(caller, { leaseId: id }));
		expect(ports(closed.lease)).toEqual([]);
		const third = await provision(world, "three", stable);
		expect(ports(third)).toEqual(["0:5432@30001"]);
		const reopened = await ended(world, service.reopen(caller, { leaseId: id }));
		expect([reopened.operation.state, ...ports(reopened.lease)]).toEqual(["succeeded", "0:5432@30002"]);
		expect(await answers(world, id)).toEqual(["0:5432@30002"]);
		expect(await world.broken()).toEqual([]);
	});

	it("is told of when somebody else has its port, and the lease that had it goes on with it", async () => {
		await using world = await begin();
		const { service, caller, host } = world;
		const stop = host.listenOn(30_000, "tcp");
		const id = await world.provision("one", { items, manifest: manifestOf(stable) });
		const failed = await world.rests(id, ["failed", "ready"]);
		expect(failed).toMatchObject({ state: "failed", reason: "HostPortTaken", message: expect.stringContaining("db-0 (port 30000)") });
		expect(ports(failed)).toEqual(["0:5432@30000"]);
		stop();
		const retried = await ended(world, service.retry(caller, { leaseId: id }));
		expect([retried.lease.state, ...ports(retried.lease)]).toEqual(["ready", "0:5432@30000"]);
	});

	it("is the size that was taken, whatever becomes of the offer", async () => {
		await using world = await begin();
		const { service, caller, stores } = world;
		const name = `offer-${world.tenantId}`;
		const size = { name, cpuMillis: 100, memoryBytes: 64 * MIB, diskBytes: 0, pidsMax: 64, position: 9, enabled: true };
		await stores.catalog.putSku(size);
		const id = await world.provision("one", { items: [{ service: "db", sku: name, quantity: 1 }], manifest: manifestOf({}) });
		const before = await world.rests(id, ["ready"]);
		const limits = () => host().map(({ limits: has }) => has);
		const host = () => world.host.containers().filter(({ leaseId }) => leaseId === id);
		await stores.catalog.putSku({ ...size, cpuMillis: 900, memoryBytes: 900 * MIB });
		await stores.catalog.retireSku(name);
		await ended(world, service.restart(caller, { leaseId: id }));
		const wider = await ended(world, service.scale(caller, { leaseId: id, items: [{ service: "db", quantity: 2 }] }));
		expect(wider.lease.items).toEqual(before.items.map((item) => ({ ...item, quantity: 2 })));
		const taken = { cpuMillis: 100, memoryBytes: 64 * MIB, pidsMax: 64 };
		expect(limits()).toEqual([taken, taken]);
		await expect(
			service.scale(caller, { leaseId: await world.provision("two"), items: [{ service: "db", sku: name }] }),
		).rejects.toMatchObject({ code: "SKU_UNKNOWN" });
	});

	it("comes back smaller only as far as it fits, measured before anything is changed, and never without a place for it", async () => {
		await using world = await begin();
		const { service, caller, host, stores, tenantId } = world;
		const { id, volumes } = await provision(world, "one", {});
		const [volume = { id: "" }] = volumes;
		await ended(world, service.close(caller, { leaseId: id }));
		const record = async () => (await stores.reader.retentions([id])).get(id);
		const retentionId = (await record())?.id ?? "";
		const restore = (name: string, more: Partial<RestoreInput>) => service.restore(caller, tenantId, { retentionId, name, ...more });
		const half = { items: [{ service: "db", sku: "half", quantity: 1 }] };

		await expect(restore("a", { items: [{ service: "db", sku: "tiny", quantity: 1 }] })).rejects.toMatchObject({ code: "BAD_INPUT" });
		await expect(
			restore("b", { manifest: { services: { web: { image: "app:1" } } }, items: [{ service: "web", sku: "tiny", quantity: 1 }] }),
		).rejects.toMatchObject({ code: "BAD_INPUT", message: expect.stringContaining('"db" left data') });

		const limit = async () => (await host.world.volumes.usage(volume.id, { signal: AbortSignal.timeout(1_000) })).limitBytes;
		for (const [name, used] of [
			["c", 33 * MIB],
			["d", null],
		] as const) {
			host.fillVolume(volume.id, used);
			const { lease, operation } = await ended(world, restore(name, half));
			expect(lease).toMatchObject({ state: "failed", reason: "VolumeCannotShrink", volumes: [], hostPorts: [] });
			if (used !== null) expect(operation.message).toContain(`db-0 (${used} bytes)`);
			expect(await record()).toMatchObject({ state: "active", diskBytes: 64 * MIB });
			expect(await limit()).toBe(64 * MIB);
			await ended(world, service.close(caller, { leaseId: lease.id }));
		}
		host.fillVolume(volume.id, 32 * MIB);
		const fits = await ended(world, restore("e", half));
		expect(fits.lease).toMatchObject({ state: "ready", volumes: [{ id: volume.id, quotaBytes: 32 * MIB }] });
		expect(await limit()).toBe(32 * MIB);
		expect(await world.broken()).toEqual([]);
	});

	it("comes back also when its image has gone from the node meanwhile", async () => {
		await using world = await begin();
		const { service, caller, host, stores, tenantId } = world;
		const { id } = await provision(world, "one", stable);
		await ended(world, service.close(caller, { leaseId: id }));
		host.images.remove("app:keeps-data");
		expect(host.images.local("app:keeps-data")).toBeNull();
		const retentionId = (await stores.reader.retentions([id])).get(id)?.id ?? "";
		const back = await ended(world, service.restore(caller, tenantId, { retentionId, name: "two" }));
		expect([back.operation.state, ...ports(back.lease)]).toEqual(["succeeded", "0:5432@30000"]);
	});
});
