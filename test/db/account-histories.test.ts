import { isAppError, newId, type RetentionId } from "@berth/core";
import type { LeaseChange, LeaseRecord, LeaseVolume, RetentionRecord } from "@berth/db";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { brokenAccounts } from "./accounts.ts";
import { anEvent } from "./fixture.ts";
import { aVolume, createDiskScene, DISK, ITEM, manifest } from "./left-behind.ts";

/** Another one tells other histories: BERTH_PROPERTY_SEED. */
const SEED = Number(process.env.BERTH_PROPERTY_SEED ?? 20_261_130);

/** What happens to one lease or one record; `which` is taken modulo how many there are that it can happen to. */
interface Deed {
	readonly kind: keyof typeof deeds;
	readonly which: number;
	readonly amount: number;
}
type Scene = Awaited<ReturnType<typeof createDiskScene>>;
type Happening = (scene: Scene, deed: Deed, things: { readonly leases: LeaseRecord[]; readonly records: RetentionRecord[] }) => unknown;

const pick = <T>(things: readonly T[], which: number): T | undefined => things[which % things.length];
const diskOf = (volumes: readonly LeaseVolume[]) => volumes.reduce((sum, { quotaBytes }) => sum + quotaBytes, 0);

/** Changes a lease by what its row says under its lock. */
const changing =
	(isFit: (lease: LeaseRecord) => boolean, of: (lease: LeaseRecord, amount: number) => Partial<LeaseChange>): Happening =>
	async ({ leases }, { which, amount }, things) => {
		const target = pick(things.leases.filter(isFit), which);
		if (target === undefined) return null;
		const { result } = await leases.change(target.id, "all", null, (lease) =>
			isFit(lease) ? { result: true, change: { events: [anEvent()], ...of(lease, amount) } } : { result: null, change: null },
		);
		return result;
	};
const isOpen = (lease: LeaseRecord) => lease.closedAt === null;
const isRestoring = (lease: LeaseRecord) => lease.state === "restoring";
const holding = (lease: LeaseRecord, volumes: readonly LeaseVolume[], amount = 1) => ({
	cpuMillis: 500 * amount,
	memoryBytes: (lease.holds?.memoryBytes ?? 0) + amount,
	diskBytes: diskOf(volumes),
});
const closing = (state: "active" | "reaping", expiresInMs: number) =>
	changing(isOpen, () => ({
		set: { state: "closed", serving: null },
		retain: { id: newId<RetentionId>(), state, by: "node:test", expiresInMs, manifest, items: [ITEM] },
		releaseCapacity: true,
	}));

const deeds = {
	create: ({ withVolumes }, { amount }) =>
		withVolumes({ items: [{ ...ITEM, quantity: amount }], volumes: Array.from({ length: amount }, (_, index) => aVolume(index)) }),
	hold: changing(isOpen, (lease, amount) => ({ holds: holding(lease, lease.volumes, amount) })),
	release: changing(isOpen, () => ({ releaseCapacity: true })),
	addVolume: changing(isOpen, (lease, amount) => {
		const added = aVolume(1 + Math.max(-1, ...lease.volumes.map(({ index }) => index)), { quotaBytes: amount * DISK });
		return { newVolumes: [added], holds: holding(lease, [...lease.volumes, added]) };
	}),
	resize: changing(isOpen, (lease, amount) => {
		const volumes = lease.volumes.map((volume) => ({ ...volume, quotaBytes: amount * DISK }));
		return { volumeQuotas: volumes, holds: holding(lease, volumes) };
	}),
	retain: closing("active", 60_000),
	retainBriefly: closing("active", -1),
	giveUp: closing("reaping", 0),
	retainSome: changing(isOpen, (lease) => ({
		set: { state: "closed", serving: null },
		retain: {
			id: newId<RetentionId>(Date.now() + 1),
			state: "active",
			by: "node:test",
			reclaim: { id: newId<RetentionId>(), volumeIds: lease.volumes.slice(0, 1).map(({ id }) => id) },
			expiresInMs: 60_000,
			manifest,
			items: [ITEM],
		},
		releaseCapacity: true,
	})),
	extend: ({ retentions }, { which }, { records }) => {
		const record = pick(records, which);
		return record && retentions.extend(record.id, "all", "user:ada", new Date(Date.now() + 60_000));
	},
	lose: async ({ retentions, fence }, { which }, { records }) => {
		const record = pick(records, which);
		return (record && (await retentions.lose(fence, record.id, "node:test"))) || null;
	},
	reopen: ({ change }, { which }, { records }) => {
		const record = pick(
			records.filter(({ state }) => state === "active"),
			which,
		);
		return (
			record?.leaseId &&
			change(record.leaseId, { set: { state: "restoring" }, reopen: record.id, holds: { ...ITEM, diskBytes: record.diskBytes } })
		);
	},
	restore: ({ restore }, { which, amount }, { records }) => {
		const record = pick(
			records.filter(({ state }) => state === "active"),
			which,
		);
		return record && restore(record.id, { items: [{ ...ITEM, quantity: amount }] });
	},
	restored: changing(isRestoring, () => ({ set: { state: "ready" }, endRestore: "done" })),
	restoreFailed: changing(isRestoring, (_, amount) => ({
		set: { state: "failed" },
		endRestore: "failed",
		...(amount === 1 && { holds: { ...ITEM, diskBytes: 0 } }),
		...(amount === 2 && { releaseCapacity: true as const }),
	})),
	relinquish: ({ retentions }, { which }, { records }) => {
		const record = pick(records, which);
		return record && retentions.relinquish(record.id, "all", "user:ada");
	},
	sweep: async ({ retentions, fence }, { amount }) => {
		const due = await retentions.takeDue(fence, 10, "node:test");
		for (const { id } of due) {
			for (const volume of (await retentions.volumes(id)).slice(0, amount)) await retentions.forgetVolume(fence, volume.id);
			if ((await retentions.volumes(id)).length === 0) await retentions.finish(fence, id, "node:test");
		}
		return due.length > 0 || null;
	},
} satisfies Record<string, Happening>;

const kinds = Object.keys(deeds) as (keyof typeof deeds)[];
const history = fc.array(
	fc.array(fc.record({ kind: fc.constantFrom(...kinds), which: fc.nat(20), amount: fc.integer({ min: 1, max: 3 }) }), {
		minLength: 1,
		maxLength: 4,
	}),
	{ minLength: 8, maxLength: 16, size: "max" },
);

/** One of each, one after the other, so that none is never tried. */
const ofEach: Deed[][] = [
	...(["create", "hold", "addVolume", "resize", "retain", "reopen", "restored", "retain", "restore", "restoreFailed"] as const),
	...(["release", "relinquish", "sweep", "create", "retainBriefly", "sweep", "create", "giveUp", "sweep"] as const),
].map((kind) => [{ kind, which: 0, amount: 3 }]);

/** Ends of what is retained, where there is room for all of it. */
const ofEnds: Deed[][] = (["create", "retainSome", "extend", "lose", "sweep"] as const).map((kind) => [{ kind, which: 0, amount: 2 }]);

/** Refusals that the rules of a full node, a small quota and a lost race give; anything else is a fault. */
const isRefusal = (error: unknown) => isAppError(error, "CAPACITY_EXHAUSTED", "QUOTA_EXCEEDED", "INVALID_STATE", "NOT_FOUND");

test("what nodes and tenants count is what leases and records hold, after any history of what happens to them, also at once", async () => {
	await using db: TestDatabase = await createTestDatabase();
	const done = new Set<string>();
	await fc.assert(
		fc.asyncProperty(history, fc.boolean(), async (turns, isCapped) => {
			const scene = await createDiskScene(db, { cpuMillis: 12_000, memoryBytes: 2 ** 40, diskBytes: 14 * DISK });
			await db.database.stores.catalog.putTenant({ name: scene.tenant.name, leasesMax: 6, diskBytesMax: 12 * DISK });
			if (isCapped) {
				await db.database.stores.catalog.changeTenant(scene.tenant.id, { retainedMax: 2, retainedBytesMax: 8 * DISK });
				await withClient(db.url, (client) =>
					client.query("update node set retained_bytes_max = $2 where id = $1", [scene.node.id, 6 * DISK]),
				);
			}
			const own = { tenantId: scene.tenant.id };
			for (const turn of turns) {
				const [leases, records] = await Promise.all([
					scene.leases.list(own, { limit: 100, includeClosed: true }),
					scene.retentions.list(own, { limit: 100 }),
				]);
				const results = await Promise.allSettled(turn.map(async (deed) => deeds[deed.kind](scene, deed, { leases, records })));
				for (const [index, result] of results.entries()) {
					if (result.status === "rejected" && !isRefusal(result.reason)) throw result.reason;
					const kind = turn[index]?.kind ?? "";
					if (result.status === "fulfilled" && result.value) done.add(kind);
				}
				expect(await brokenAccounts(db.url)).toEqual([]);
			}
		}),
		{
			numRuns: 5,
			seed: SEED,
			examples: [
				[ofEach, false],
				[ofEnds, false],
			],
			endOnFailure: true,
		},
	);
	// One order of locks everywhere: nothing had to be tried again because two waited for each other.
	const { rows } = await withClient(db.url, (client) =>
		client.query("select deadlocks from pg_stat_database where datname = current_database()"),
	);
	expect(rows).toEqual([{ deadlocks: "0" }]);
	expect([...done].sort()).toEqual([...kinds].sort());
});
