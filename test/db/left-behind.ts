import { type LeaseId, type Manifest, newId, type RetentionId, type VolumeId } from "@berth/core";
import type { LeaseChange, LeaseItemRecord, LeaseRecord, LeaseVolume, NewLease, Resources } from "@berth/db";
import type { TestDatabase } from "../support/postgres.ts";
import { anEvent, createScene, MIB, newLease, newOperation } from "./fixture.ts";

export const DISK = 10 * MIB;
export const ITEM: LeaseItemRecord = {
	service: "app",
	sku: "disk",
	quantity: 2,
	cpuMillis: 500,
	memoryBytes: 128 * MIB,
	diskBytes: DISK,
	pidsMax: 64,
	domain: null,
};
export const manifest: Manifest = { services: { app: { image: "berth/echo:1" } } };
export const ROOMY: Resources = { cpuMillis: 64_000, memoryBytes: 64 * 1024 * MIB, diskBytes: 1_000 * DISK };

export const aVolume = (index: number, given: Partial<LeaseVolume> = {}): LeaseVolume => ({
	id: newId<VolumeId>(),
	service: "app",
	index,
	quotaBytes: DISK,
	...given,
});

/** A scene on a node with disk, and what tests of volumes do in it. */
export async function createDiskScene(db: TestDatabase, capacity: Resources = ROOMY) {
	const scene = await createScene(db, capacity);
	const { leases, nodes, retentions, volumes } = db.database.stores;
	const change = (id: LeaseId, what: Partial<LeaseChange>) =>
		leases.change(id, "all", null, () => ({ result: null, change: { events: [anEvent()], ...what } }));
	const withVolumes = (given: Partial<NewLease> = {}): Promise<LeaseRecord> =>
		leases.create(newLease(scene.tenant.id, { items: [ITEM], volumes: [aVolume(0), aVolume(1)], ...given }));
	const close = (id: LeaseId, retentionId: RetentionId, given: Partial<NonNullable<LeaseChange["retain"]>> = {}) =>
		change(id, {
			set: { state: "closed", serving: null },
			retain: { id: retentionId, state: "active", by: "node:test", expiresInMs: 60_000, manifest, items: [ITEM], ...given },
			releaseCapacity: true,
		});
	const restore = (id: RetentionId, given: Partial<NewLease> = {}): Promise<LeaseRecord> =>
		leases.create(
			newLease(scene.tenant.id, { items: [ITEM], state: "restoring", restoreOf: id, operation: newOperation("restore"), ...given }),
		);
	return {
		...scene,
		leases,
		retentions,
		change,
		withVolumes,
		close,
		restore,
		/** A lease that was closed, and the id of what it left. */
		left: async (given: Partial<NonNullable<LeaseChange["retain"]>> = {}) => {
			const lease = await withVolumes();
			const id = newId<RetentionId>();
			await close(lease.id, id, given);
			return { lease, id };
		},
		reservedDisk: async () => (await nodes.find(scene.node.id))?.reserved.diskBytes,
		owners: async (of: readonly LeaseVolume[]) =>
			(await Promise.all(of.map(({ id }) => volumes.find(id)))).map((volume) => volume?.leaseId ?? volume?.retentionId ?? null),
	};
}
