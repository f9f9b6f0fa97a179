import type { GivenUpCause, LeaseEventBody, RetentionCap, RetentionId, VolumeId } from "@berth/core";
import type { LeaseChange } from "../../lease-change.ts";
import type { Queryable } from "../../query.ts";
import type { LeaseRecord, LeaseVolume, LeftData } from "../../records.ts";
import { evict, lockVictims } from "../../retention/evict.ts";
import { lockPlace } from "../../retention/lock-place.ts";
import { type CapScene, readCapScene, readCaps } from "../../retention/read-caps.ts";
import { type CapVerdict, type Eviction, weighCaps } from "../../retention/weigh-caps.ts";
import { quotaOf } from "./weigh.ts";

/** A retention record that a closing lease leaves. */
export interface NewRecord {
	readonly id: RetentionId;
	readonly because: GivenUpCause | null;
	readonly cap: RetentionCap | null;
	readonly bytes: number;
	readonly volumeIds: readonly VolumeId[];
}

/** What becomes of the data of a lease that is closed. */
export interface Settled {
	readonly records: readonly NewRecord[];
	readonly left: LeftData;
	/** What goes of that which the same lease left before, for its log. */
	readonly own: readonly LeaseEventBody[];
}

/**
 * Holds what a closing lease leaves against the caps of its partition, tenant and node, and gives up what of the tenant's goes for it.
 *
 * Returns      null when the change leaves nothing.
 * Concurrency  after the lease's row: its tenant, its node, what goes. So closes of a tenant, and those on a node that has a cap, are
 *              weighed one after the other.
 * Cost         none where nothing is kept; one round trip without caps, six with some.
 */
export async function settleRetained(db: Queryable, lease: LeaseRecord, change: LeaseChange): Promise<Settled | null> {
	const { retain } = change;
	if (retain === undefined || lease.volumes.length === 0) return null;
	const quotas = new Map(change.volumeQuotas?.map(({ id, quotaBytes }) => [id, quotaBytes]));
	const volumes = lease.volumes.map((volume) => ({ ...volume, quotaBytes: quotas.get(volume.id) ?? volume.quotaBytes }));
	if (retain.state === "reaping") {
		const because = retain.because ?? "closed";
		return { records: [recordOf(retain.id, volumes, because)], left: { kept: false, because, cap: null, evicted: [] }, own: [] };
	}
	const isEmpty = ({ id }: LeaseVolume) => retain.reclaim?.volumeIds.includes(id) ?? false;
	const kept = volumes.filter((volume) => !isEmpty(volume));
	const empty = volumes.filter(isEmpty);
	const reclaimed = retain.reclaim === undefined || empty.length === 0 ? [] : [recordOf(retain.reclaim.id, empty, "regenerable")];
	if (kept.length === 0) return { records: reclaimed, left: { kept: false, because: "regenerable", cap: null, evicted: [] }, own: [] };
	const { verdict, own } = await makeRoom(db, lease, quotaOf(kept), retain.by);
	if (verdict.kind === "refused")
		return {
			records: [...reclaimed, recordOf(retain.id, kept, "refused", verdict.cap)],
			left: { kept: false, because: "refused", cap: verdict.cap, evicted: [] },
			own,
		};
	const evicted = verdict.evict.map(({ record, cap }) => ({ id: record.id, cap }));
	return { records: [...reclaimed, recordOf(retain.id, kept, null)], left: { kept: true, because: null, cap: null, evicted }, own };
}

const recordOf = (
	id: RetentionId,
	volumes: readonly LeaseVolume[],
	because: GivenUpCause | null,
	cap: RetentionCap | null = null,
): NewRecord => ({ id, because, cap, bytes: quotaOf(volumes), volumeIds: volumes.map((volume) => volume.id) });

const KEPT = { verdict: { kind: "kept", evict: [] }, own: [] } as const;

async function makeRoom(
	db: Queryable,
	{ id, tenantId, nodeId, partition }: LeaseRecord,
	bytes: number,
	by: string,
): Promise<{ readonly verdict: CapVerdict } & Pick<Settled, "own">> {
	// A cap that is set at this very moment binds the next one.
	if ((await readCaps(db, tenantId, nodeId)) === null) return KEPT;
	await lockPlace(db, tenantId, nodeId);
	const scene = await readCapScene(db, tenantId, nodeId);
	if (scene === null) return KEPT;
	const verdict = await choose(db, scene, { nodeId, partition, bytes });
	return { verdict, own: verdict.kind === "kept" ? await evict(db, verdict.evict, id, by) : [] };
}

/** What somebody works with at the moment is passed over; the next close finds it again. */
async function choose(db: Queryable, scene: CapScene, incoming: Parameters<typeof weighCaps>[1]): Promise<CapVerdict> {
	const busy = new Set<RetentionId>();
	for (;;) {
		const own = scene.own.map((record) => ({ ...record, isFree: record.isFree && !busy.has(record.id) }));
		const verdict = weighCaps(scene.caps, incoming, own, scene.onNode);
		if (verdict.kind === "refused") return verdict;
		const held: readonly Eviction[] = await lockVictims(db, verdict.evict);
		if (held.length === 0) return verdict;
		for (const { record } of held) busy.add(record.id);
	}
}
