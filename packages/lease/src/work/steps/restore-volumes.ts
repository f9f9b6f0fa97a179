import { AppError } from "@berth/core";
import type { RetentionRecord } from "@berth/db";
import { wantedVolumes } from "../../volumes/needs.ts";
import { blame } from "../failure.ts";
import { isStray } from "../outcomes.ts";
import { listOwn, subjectOf } from "../stop-containers.ts";
import type { Step, Work } from "../work.ts";
import { standVolumes } from "./ensure-volumes.ts";

/**
 * Stands up the volumes that a closed lease left, with what is in them. One that is missing fails the work; volumes that the lease
 * never had, because it is restored larger, are made.
 *
 * Containers that a teardown had to leave behind go first: two of them never have one volume at the same time.
 * `onRecord`  is told what the lease is made of.
 */
export const restoreVolumes = (onRecord: (record: RetentionRecord) => void): Step => ({
	name: "volumes",
	budgetMs: (timings) => timings.stepMs.pull,
	isNeeded: (work) => wantedVolumes(work.items).length > 0,
	async run(work, signal) {
		const record = await work.stores.retentions.findRestoring(work.lease.id);
		if (record === null) throw new AppError("INTERNAL", { cause: new Error("a lease that is being restored is made of nothing") });
		onRecord(record);
		await removeLeftovers(work, record, signal);
		const kept = await volumesOf(work, record);
		await standVolumes(work, { served: record.items, mustStand: ({ id }) => kept.has(id) }, signal);
	},
});

async function removeLeftovers(work: Work, { leaseId }: RetentionRecord, signal: AbortSignal): Promise<void> {
	const { engine, lease } = work;
	const own = (await listOwn(work, signal)).filter((one) => isStray(work, one));
	const former =
		leaseId === null || leaseId === lease.id ? [] : await blame("volumes", null, () => engine.containers.list({ leaseId }, { signal }));
	await Promise.all([...own, ...former].map((one) => blame("volumes", subjectOf(one), () => engine.containers.remove(one.id, { signal }))));
}

/** Those that were there when the record was made; later ones are of the restoring itself. */
async function volumesOf({ lease, stores }: Work, record: RetentionRecord): Promise<ReadonlySet<string>> {
	const rows = await Promise.all(lease.volumes.map(({ id }) => stores.volumes.find(id)));
	return new Set(rows.flatMap((row) => (row !== null && row.createdAt <= record.createdAt ? [row.id] : [])));
}
