import type { LeaseItemRecord, LeaseRecord, LeaseVolume } from "@berth/db";

type Items = readonly LeaseItemRecord[];
type Standing = readonly LeaseVolume[];

export interface VolumesNeeded {
	/** Instances that keep data and have no volume yet. */
	readonly create: readonly Omit<LeaseVolume, "id">[];
	/** Volumes that stand with another limit than their instance's size says, larger or smaller. */
	readonly resize: readonly Pick<LeaseVolume, "id" | "quotaBytes">[];
}

/**
 * What must be done to a lease's volumes before the items can run: one volume for each instance of a size with disk.
 *
 * Volumes of instances that the items do not name any more are left as they are: the next larger quantity finds them.
 */
export function volumesNeeded(items: Items, standing: Standing): VolumesNeeded {
	const create: Omit<LeaseVolume, "id">[] = [];
	const resize: Pick<LeaseVolume, "id" | "quotaBytes">[] = [];
	for (const wanted of wantedVolumes(items)) {
		const found = findVolume(standing, wanted);
		if (found === null) create.push(wanted);
		else if (found.quotaBytes !== wanted.quotaBytes) resize.push({ id: found.id, quotaBytes: wanted.quotaBytes });
	}
	return { create, resize };
}

/**
 * The limits that work towards the items sets. A volume grows to its instance's size; it becomes smaller only when the size did, so
 * that one which an earlier attempt made larger, and which cannot become smaller again, hinders nothing.
 *
 * `served`  the items the volumes were made for; null before anything has served.
 */
export const quotasAfter = (items: Items, served: Items | null, volumes: Standing): VolumesNeeded["resize"] =>
	volumesNeeded(items, volumes).resize.filter(({ id, quotaBytes }) => {
		const standing = volumes.find((one) => one.id === id);
		const before = served?.find((item) => item.service === standing?.service)?.diskBytes ?? 0;
		return standing !== undefined && (quotaBytes > standing.quotaBytes || quotaBytes < before);
	});

/** The volumes as they are once the changes of limits are made. */
export const resized = (volumes: Standing, resize: VolumesNeeded["resize"]): LeaseVolume[] =>
	volumes.map((volume) => ({ ...volume, quotaBytes: resize.find((one) => one.id === volume.id)?.quotaBytes ?? volume.quotaBytes }));

/** What a lease's volumes were made for; null before anything of it has served. */
export const servedItems = (lease: Pick<LeaseRecord, "activeRelease" | "items">): Items | null =>
	lease.activeRelease === null ? null : lease.items;

/** The volume each instance of the items runs on, with the limit its size says. */
export const wantedVolumes = (items: Items): Omit<LeaseVolume, "id">[] =>
	items
		.filter((item) => item.diskBytes > 0)
		.flatMap(({ service, quantity, diskBytes }) =>
			Array.from({ length: quantity }, (_, index) => ({ service, index, quotaBytes: diskBytes })),
		);

/** The volume of one instance; null when it has none. */
export const findVolume = (volumes: Standing, instance: { readonly service: string; readonly index: number }): LeaseVolume | null =>
	volumes.find((one) => one.service === instance.service && one.index === instance.index) ?? null;
