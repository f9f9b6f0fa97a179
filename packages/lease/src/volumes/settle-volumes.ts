import { heldBy, type VolumeId } from "@berth/core";
import type { LeaseChange } from "@berth/db";
import { bestEffort } from "../work/best-effort.ts";
import type { Work } from "../work/work.ts";
import { quotasAfter, resized, servedItems, volumesNeeded } from "./needs.ts";
import { shrinkVolume } from "./shrink-volume.ts";

/** What an outcome writes of a lease's room: the limits its volumes have now, and all that is held with them. */
export type Room = Required<Pick<LeaseChange, "holds" | "volumeQuotas">>;

/**
 * The room of a lease whose release was brought up: nothing but what it runs on, and the volumes that wait.
 *
 * `served`  the sizes its volumes were made for.
 */
export function roomOnceUp({ lease, items }: Pick<Work, "lease" | "items">, served = servedItems(lease)): Room {
	const volumeQuotas = quotasAfter(items, served, lease.volumes);
	return { volumeQuotas, holds: heldBy(items, resized(lease.volumes, volumeQuotas)) };
}

/**
 * The room of a lease that goes on with what it had, because what was asked did not come up. Limits go back to what they were; a
 * volume that cannot become smaller again stays as large as it was made, and counts so.
 *
 * `served`  the sizes its volumes were made for; null where there is nothing to go back to.
 */
export async function roomOnceBack(
	work: Pick<Work, "lease" | "items" | "engine" | "log">,
	signal: AbortSignal,
	served = servedItems(work.lease),
): Promise<Room> {
	const { lease, items, engine } = work;
	if (served === null) return { volumeQuotas: [], holds: heldBy(items, lease.volumes) };
	const giveBack = (run: () => Promise<unknown>) => bestEffort(work, "give a volume its former limit", signal, run);
	const volumeQuotas = new Map<VolumeId, number>();
	for (const { id, quotaBytes } of quotasAfter(items, served, lease.volumes)) {
		const before = { id, quotaBytes: quotaOf(work, id) };
		if (quotaBytes < before.quotaBytes) await giveBack(() => engine.volumes.setQuota(id, before.quotaBytes, { signal }));
		else if (!(await giveBack(() => shrinkVolume(engine, before, { signal })))) volumeQuotas.set(id, quotaBytes);
	}
	// Rows say the larger size from the request on.
	for (const before of volumesNeeded(served, lease.volumes).resize) {
		if (before.quotaBytes > quotaOf(work, before.id)) continue;
		if (await giveBack(() => shrinkVolume(engine, before, { signal }))) volumeQuotas.set(before.id, before.quotaBytes);
	}
	const changed = [...volumeQuotas].map(([id, quotaBytes]) => ({ id, quotaBytes }));
	return { volumeQuotas: changed, holds: heldBy(served, resized(lease.volumes, changed)) };
}

const quotaOf = ({ lease }: Pick<Work, "lease">, id: VolumeId): number => lease.volumes.find((one) => one.id === id)?.quotaBytes ?? 0;
