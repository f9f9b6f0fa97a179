import { AppError, type Clock, HOUR, type RetentionId, systemClock, type VolumeId } from "@berth/core";
import type { RetentionRecord, Stores, VolumeRecord } from "@berth/db";
import { createFakeEngine, createFakeHost } from "@berth/engine/fake";
import { describe, expect, it, onTestFinished } from "vitest";
import { noLog } from "../observe.ts";
import { aLease, at, leaseId } from "../testing/records.ts";
import { reapRetained } from "./reap-retained.ts";

const signal = new AbortController().signal;
const id = (last: string) => `01900000-0000-7000-8000-0000000000${last}`;
const ours = id("01") as RetentionId;
const [first, second] = [id("0a") as VolumeId, id("0b") as VolumeId];
const { tenantId, nodeId } = aLease();

/** A node with two volumes of a record that is to be destroyed. */
async function aNode(clock: Clock = systemClock) {
	const host = createFakeHost({ everyImagePublished: true });
	onTestFinished(() => host.close());
	const engine = createFakeEngine(host, { installation: "one" });
	for (const volume of [first, second])
		await engine.volumes.ensure({ id: volume, bytes: 2 ** 20, owner: { uid: 0, gid: 0 }, mode: 0o711 }, { signal });
	const rows = new Map(
		[first, second].map((volume): [string, VolumeRecord] => [
			volume,
			{ id: volume, nodeId, tenantId, leaseId: null, retentionId: ours, service: "db", index: 0, quotaBytes: 2 ** 20, createdAt: at },
		]),
	);
	const record: RetentionRecord = {
		id: ours,
		tenantId,
		nodeId,
		leaseId,
		leaseName: "one",
		state: "reaping",
		restoringLeaseId: null,
		manifest: { services: {} },
		items: [],
		diskBytes: 2 ** 21,
		partition: null,
		givenUp: { because: "evicted", at, by: "node:one" },
		createdAt: at,
		expiresAt: at,
	};
	const finished: string[] = [];
	const told: string[] = [];
	const retentions: Pick<Stores["retentions"], "takeDue" | "volumes" | "forgetVolume" | "finish"> = {
		takeDue: async () => (finished.length > 0 ? [] : [record]),
		volumes: async () => [...rows.values()],
		forgetVolume: async (_, volume) => void rows.delete(volume),
		finish: async (_, one) => void finished.push(one),
	};
	const lease: { closedAt: Date | null } = { closedAt: at };
	// Only these calls are made.
	const stores = {
		leases: { find: async () => aLease(lease) },
		retentions: retentions as Stores["retentions"],
		volumes: {
			find: async (volume: VolumeId) => rows.get(volume) ?? null,
			listByNode: async () => [],
			list: async () => [],
			countByRetention: async () => new Map(),
		},
	};
	const tools = {
		stores,
		engine,
		fence: { nodeId, epoch: 1 },
		actor: "node:one",
		clock,
		log: noLog,
		metrics: { reaped: (what: string) => void told.push(what), destroyRefused: () => undefined, retentionEnded: () => undefined },
	};
	const state = async () => ({
		disk: (await engine.volumes.list({ signal })).map((volume) => volume.id),
		rows: [...rows.keys()],
		finished: [...finished],
		told: told.splice(0),
	});
	return { host, engine, rows, lease, reap: () => reapRetained(tools, signal), state };
}

const untouched = { disk: [first, second], rows: [first, second], finished: [] };
const gone = { disk: [], rows: [], finished: [ours] };

describe("a sweep of what was given up", () => {
	it("destroys each volume, forgets it, and then the record", async () => {
		const { reap, state } = await aNode();
		await reap();
		expect(await state()).toEqual({ ...gone, told: ["destroyed", "destroyed"] });
	});

	it("ends with the volume it is at when its time is over, and the next one goes on", async () => {
		let looks = 0;
		// The time is over after the second look.
		const { reap, state } = await aNode({ ...systemClock, monotonicMs: () => (looks++ < 3 ? 0 : looks * HOUR) });
		await reap();
		expect(await state()).toEqual({ disk: [second], rows: [second], finished: [], told: ["destroyed"] });
		looks = 0;
		await reap();
		expect(await state()).toEqual({ ...gone, told: ["destroyed"] });
	});

	it("ends what an earlier one began, whatever it had come to", async () => {
		const { engine, rows, reap, state } = await aNode();
		await engine.volumes.destroy(first, { signal });
		await engine.volumes.destroy(second, { signal });
		rows.delete(first);
		await reap();
		expect(await state()).toEqual({ ...gone, told: ["destroyed"] });
	});

	it.each([
		["root-changed", new AppError("ENGINE_FAILED", { data: { why: "root-changed" } })],
		["root-marker", new AppError("ENGINE_FAILED", { data: { why: "root-marker" } })],
		["an engine that does not answer", new AppError("ENGINE_UNREACHABLE")],
	])("destroys nothing from a directory that cannot be trusted: %s", async (_, error) => {
		const { host, reap, state } = await aNode();
		host.faults.fail("volumes.info", { error });
		await reap();
		expect(await state()).toEqual({ ...untouched, told: ["skipped"] });
	});

	it("stops at once when the directory goes away under it", async () => {
		const { host, reap, state } = await aNode();
		host.faults.fail("volumes.destroy", { call: 2, error: new AppError("ENGINE_FAILED", { data: { why: "root-changed" } }) });
		await reap();
		expect(await state()).toEqual({ disk: [second], rows: [second], finished: [], told: ["destroyed", "skipped"] });
	});

	it("forgets no volume whose end it could not see", async () => {
		const { host, reap, state } = await aNode();
		host.faults.fail("volumes.usage", { error: new AppError("ENGINE_FAILED", { data: { why: "root-changed" } }) });
		await reap();
		expect(await state()).toMatchObject({ rows: [first, second], finished: [] });
		await reap();
		expect(await state()).toMatchObject(gone);
	});

	it("leaves what resists for the next one, and takes the others", async () => {
		const { host, reap, state } = await aNode();
		host.faults.fail("volumes.destroy", { error: "CONFLICT", where: ({ subject }) => subject === first });
		await reap();
		expect(await state()).toEqual({ disk: [first], rows: [first], finished: [], told: ["resisted", "destroyed"] });
		await reap();
		expect(await state()).toEqual({ ...gone, told: ["destroyed"] });
	});

	it("never destroys a volume whose row names another owner", async () => {
		const { rows, reap, state } = await aNode();
		const row = rows.get(first);
		if (row) rows.set(first, { ...row, retentionId: null, leaseId });
		await reap();
		expect(await state()).toEqual({ disk: [first], rows: [first], finished: [], told: ["skipped", "destroyed"] });
	});

	it.each(["the container is gone", "the lease was opened again, whose containers have other volumes"])(
		"waits for a container that a closed lease left and that could write, until %s",
		async (until) => {
			const { host, engine, lease, reap, state } = await aNode();
			await engine.images.pull("app:1", { policy: "always" }, { signal });
			await engine.networks.ensure({ name: "net", tenantId }, { signal });
			await engine.containers.ensure(
				{
					name: "left",
					owner: { tenantId, leaseId },
					service: "db",
					index: 0,
					generation: 1,
					image: "app:1",
					env: {},
					labels: {},
					ports: [],
					tmpfs: [],
					network: { name: "net", aliases: [] },
					resources: { cpuMillis: 1, memoryBytes: 1, pidsMax: 1 },
					stopGraceMs: 1,
					init: true,
				},
				{ signal },
			);
			await reap();
			expect(await state()).toEqual({ ...untouched, told: ["resisted"] });
			if (until === "the container is gone") for (const container of host.containers()) host.removeContainer(container.id);
			else lease.closedAt = null;
			await reap();
			expect(await state()).toMatchObject(gone);
		},
	);

	it.each(["CLAIM_LOST", "DATABASE_UNAVAILABLE"] as const)("ends with %s, which says that it may not go on", async (code) => {
		const { host, reap, state } = await aNode();
		host.faults.fail("volumes.destroy", { error: code });
		await expect(reap()).rejects.toMatchObject({ code });
		expect(await state()).toMatchObject(untouched);
	});
});
