import type { LeaseChange } from "@berth/db";
import { bestEffort } from "../work/best-effort.ts";
import type { Work } from "../work/work.ts";
import { holdsOf, quotasAfter, resized, servedItems, volumesNeeded } from "./needs.ts";
import { shrinkVolume } from "./shrink-volume.ts";

/** What an outcome writes of a lease's room: the limits its volumes have now, and all that is held with them. */
export type Room = Required<Pick<LeaseChange, "holds" | "volumeQuotas">>;

/** The room of a lease whose release was brought up: nothing but what it runs on, and the volumes that wait. */
export function roomOnceUp({ lease, items }: Pick<Work, "lease" | "items">): Room {
	const volumeQuotas = quotasAfter(items, servedItems(lease), lease.volumes);
	return { volumeQuotas, holds: holdsOf(items, resized(lease.volumes, volumeQuotas)) };
}

/**
 * The room of a lease that goes on with what it had, because a change did not come up. Limits go back to what they were; a volume
 * that cannot become smaller again stays as large as it was made, and counts so.
 */
export async function roomOnceBack(work: Pick<Work, "lease" | "items" | "engine" | "log">, signal: AbortSignal): Promise<Room> {
	const { lease, items, engine } = work;
	const served = servedItems(lease) ?? items;
	const lowered = quotasAfter(items, served, lease.volumes).filter(({ id, quotaBytes }) => quotaBytes < quotaOf(work, id));
	for (const { id } of lowered)
		await bestEffort(work, "give a volume its former limit", signal, () => engine.volumes.setQuota(id, quotaOf(work, id), { signal }));
	const volumeQuotas: Room["volumeQuotas"][number][] = [];
	for (const before of volumesNeeded(served, lease.volumes).resize.filter(({ id, quotaBytes }) => quotaBytes < quotaOf(work, id))) {
		const isBack = await bestEffort(work, "give a volume its former limit", signal, () => shrinkVolume(engine, before, { signal }));
		if (isBack) volumeQuotas.push(before);
	}
	return { volumeQuotas, holds: holdsOf(served, resized(lease.volumes, volumeQuotas)) };
}

const quotaOf = ({ lease }: Pick<Work, "lease">, id: string): number => lease.volumes.find((one) => one.id === id)?.quotaBytes ?? 0;
