import { posix } from "node:path";
import { AppError } from "@berth/core";
import type { LeaseItemRecord, LeaseVolume } from "@berth/db";
import type { ContainerSpec, ImageObservation, MountSpec } from "@berth/engine";
import { findVolume } from "./needs.ts";

/**
 * Where an instance keeps what it writes. With a volume: every path that its image declares as one lies there and outlives the
 * container; copies of the other directories the image must write to lie beside them, made anew for each container. Without: declared
 * paths are temporary, and so are the directories the image must write to and holds nothing in; the manifest's `tmpfs` says where
 * another one is wanted.
 *
 * `owner`  the items and volumes of the release that is brought up. `tmpfs`: paths the manifest wants to be temporary; they win.
 */
export function volumeMounts(
	owner: { readonly items: readonly LeaseItemRecord[]; readonly volumes: readonly LeaseVolume[] },
	instance: { readonly service: string; readonly index: number },
	image: Pick<ImageObservation, "volumes">,
	tmpfs: readonly string[] = [],
): Pick<ContainerSpec, "mounts" | "writablePaths"> {
	if (!keepsData(owner.items, instance.service)) return { writablePaths: { kind: "tmpfs" } };
	const volume = findVolume(owner.volumes, instance);
	if (volume === null)
		throw new AppError("INTERNAL", { cause: new Error(`${instance.service}-${instance.index} keeps data and has no volume`) });
	const covered = new Set(tmpfs.map(plainPath));
	const targets = [...new Set(image.volumes.map(plainPath))].filter((path) => !covered.has(path) && !isAlwaysTemporary(path)).sort();
	return {
		mounts: targets.map((target): MountSpec => ({ volumeId: volume.id, target, readOnly: false })),
		writablePaths: { kind: "volume", volumeId: volume.id },
	};
}

/** Whether the instances of a service have volumes: then one is never replaced before the old one has let go of its. */
export const keepsData = (items: readonly LeaseItemRecord[], service: string): boolean =>
	items.some((item) => item.service === service && item.diskBytes > 0);

/** Images spell a path as its author did: `/data/` and `//data` are `/data`. What is no path at all is the engine's to refuse. */
const plainPath = (path: string): string => (posix.isAbsolute(path) ? posix.normalize(path).replace(/(.)\/$/, "$1") : path);

/** Every container has a temporary directory there. */
const isAlwaysTemporary = (path: string): boolean => path === "/tmp" || path === "/run";
