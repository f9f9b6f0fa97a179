import { AppError } from "@berth/core";
import type { LeaseItemRecord, LeaseVolume } from "@berth/db";
import { instanceKey } from "../../names.ts";
import { blameVolume } from "../../volumes/blame-volume.ts";
import { keepsData } from "../../volumes/mounts.ts";
import { findVolume, quotasAfter, resized, servedItems, wantedVolumes } from "../../volumes/needs.ts";
import { assertFits, shrinkVolume } from "../../volumes/shrink-volume.ts";
import { WorkFailure } from "../failure.ts";
import { isSamePlace } from "../instance-rows.ts";
import { stopInOrder } from "../stop-containers.ts";
import type { Step, Work } from "../work.ts";

/** Made or changed at a time: each is some work of the disk. More only queue there. */
const AT_ONCE = 4;

/** Of a volume's own directory. What containers mount lies below it and belongs to their user. */
export const topDirectory = { owner: { uid: 0, gid: 0 }, mode: 0o711 } as const;

/**
 * Makes every volume that the release runs on exist, mounted, with the limit its size says.
 *
 * What has served stands on a volume that was made: one that is missing fails the work, and an empty one is never put in its place.
 */
export const ensureVolumes: Step = {
	name: "volumes",
	budgetMs: (timings) => timings.stepMs.pull,
	isNeeded: (work) => wantedVolumes(work.items).length > 0,
	async run(work, signal) {
		const before = { served: servedItems(work.lease), mustStand: hasServed(work) };
		try {
			await standVolumes(work, before, signal);
		} catch (err) {
			const { yielding, resizing } = work.layout;
			const inTheWay = [...yielding, ...resizing].filter(({ service }) => keepsData(work.lease.items, service));
			if (!isInUse(err) || inTheWay.length === 0) throw err;
			// They are to be stopped anyway, or are begun again with their new size, and then what uses the volume is gone.
			await stopInOrder(work, (observed) => inTheWay.some((one) => isSamePlace(one, observed)), signal);
			await standVolumes(work, before, signal);
		}
	},
};

const isInUse = (err: unknown): boolean => err instanceof WorkFailure && err.reason === "VolumeInUse";

/** What stood before the work: the sizes that volumes were made for, and which of them hold what is not to be lost. */
export interface Before {
	readonly served: readonly LeaseItemRecord[] | null;
	readonly mustStand: (volume: LeaseVolume) => boolean;
}

/**
 * Makes the volumes of the release exist; those that must stand have to be there. All that become smaller are measured before the
 * first of any is changed.
 *
 * Errors  WorkFailure.
 */
export async function standVolumes(work: Work, { served, mustStand }: Before, signal: AbortSignal): Promise<void> {
	const { lease, items, journal } = work;
	const volumes = resized(lease.volumes, quotasAfter(items, served, lease.volumes));
	const wanted = wantedVolumes(items);
	await measureShrinking(work, volumes, signal);
	let done = 0;
	for (let at = 0; at < wanted.length; at += AT_ONCE) {
		await all(
			wanted.slice(at, at + AT_ONCE).map(async (instance) => {
				const volume = findVolume(volumes, instance);
				if (volume === null) throw new AppError("INTERNAL", { cause: new Error(`${instanceKey(instance)} has no volume`) });
				await blameVolume(instance, () => standVolume(work, volume, mustStand(volume), signal));
				done += 1;
				journal.progress("volumes", { done, total: wanted.length, unit: "instances" }, instanceKey(instance));
			}),
		);
	}
}

async function measureShrinking({ engine, lease }: Work, volumes: readonly LeaseVolume[], signal: AbortSignal): Promise<void> {
	for (const volume of volumes) {
		const before = lease.volumes.find(({ id }) => id === volume.id);
		if (before && volume.quotaBytes < before.quotaBytes) await blameVolume(volume, () => assertFits(engine, volume, { signal }));
	}
}

async function standVolume({ engine, lease }: Work, volume: LeaseVolume, mustStand: boolean, signal: AbortSignal): Promise<void> {
	const { id, quotaBytes } = volume;
	if (mustStand) await engine.volumes.usage(id, { signal });
	const before = lease.volumes.find((one) => one.id === id);
	if (before && quotaBytes < before.quotaBytes) await shrinkVolume(engine, volume, { signal });
	await engine.volumes.ensure({ id, bytes: quotaBytes, ...topDirectory }, { signal });
}

const hasServed = ({ lease }: Work): Before["mustStand"] => {
	const served = wantedVolumes(servedItems(lease) ?? []);
	return (volume) => served.some((one) => one.service === volume.service && one.index === volume.index);
};

/** Waits for all also when one fails, so that nothing goes on behind a failed step. */
async function all(running: readonly Promise<void>[]): Promise<void> {
	const failed = (await Promise.allSettled(running)).find((one) => one.status === "rejected");
	if (failed) throw failed.reason;
}
