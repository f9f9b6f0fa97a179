import { type Clock, heldBy, newId, type VolumeId } from "@berth/core";
import type { LeaseChange, LeaseItemRecord, LeaseVolume, Resources } from "@berth/db";
import { resized, volumesNeeded } from "../volumes/needs.ts";

/** What a lease must be given on its node before work on its items begins. */
export type Room = Required<Pick<LeaseChange, "holds" | "newVolumes" | "volumeQuotas">>;

/**
 * The volumes that items lack, and what all of it holds.
 *
 * While work goes on the old and the new may both be there, so nothing becomes smaller here: the work's outcome gives back what is
 * not needed in the end.
 */
export function roomFor(
	clock: Clock,
	items: readonly LeaseItemRecord[],
	standing: readonly LeaseVolume[],
	held: Resources | null = null,
): Room {
	const { create, resize } = volumesNeeded(items, standing);
	const nowMs = clock.now().getTime();
	const newVolumes = create.map((wanted): LeaseVolume => ({ id: newId<VolumeId>(nowMs), ...wanted }));
	const quotaOf = new Map(standing.map(({ id, quotaBytes }) => [id, quotaBytes]));
	const volumeQuotas = resize.filter(({ id, quotaBytes }) => quotaBytes > (quotaOf.get(id) ?? 0));
	const volumes = [...resized(standing, volumeQuotas), ...newVolumes];
	return { newVolumes, volumeQuotas, holds: larger(heldBy(items, volumes), held) };
}

/** What either needs. */
const larger = (one: Resources, other: Resources | null): Resources => ({
	cpuMillis: Math.max(one.cpuMillis, other?.cpuMillis ?? 0),
	memoryBytes: Math.max(one.memoryBytes, other?.memoryBytes ?? 0),
	diskBytes: Math.max(one.diskBytes, other?.diskBytes ?? 0),
});
