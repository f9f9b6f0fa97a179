import { asError, isAppError } from "@berth/core";
import type { ArchiveSource } from "../files/archive-source.ts";
import { label, readVolumes, volumesOf } from "../labels.ts";
import type { ContainerSpec } from "../spec.ts";
import type { FindUsed, VolumeGroup } from "../volumes/volume-group.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { openImage } from "./image-reader.ts";
import type { Bind } from "./to-create-options.ts";
import { containerMounts, type ImageInspect } from "./wire.ts";
import { within } from "./within.ts";

/** What images hold, in directories of volumes that containers write to. Each container has copies of its own. */
export interface ImageCopies {
	/** While the work lasts the container's copies count as used, though there may be no such container yet. Returns how to end it. */
	begin(container: string): () => void;
	/** Copies these paths for the container. One that may not be copied is left read-only, and the log says so. */
	copy(from: CopyOrder, signal: AbortSignal): Promise<Bind[]>;
	/** Removes what containers that are gone have left in the spec's volumes. Never fails: what stays is met again at the next one. */
	prune(spec: Pick<ContainerSpec, "mounts" | "writablePaths">, signal: AbortSignal): Promise<void>;
}

export interface CopyOrder {
	readonly container: string;
	readonly volumeId: string;
	readonly paths: readonly string[];
	readonly image: ImageInspect;
}

export function createImageCopies(context: Context, volumes: VolumeGroup): ImageCopies {
	const { background, closing, limits, log } = context;
	const making = new Map<string, number>();

	return {
		begin(container) {
			making.set(container, (making.get(container) ?? 0) + 1);
			return () => {
				const left = (making.get(container) ?? 1) - 1;
				if (left > 0) making.set(container, left);
				else making.delete(container);
			};
		},
		copy: (order, signal) => (order.paths.length === 0 ? Promise.resolve([]) : background.own(copyAll(context, volumes, order, signal))),
		async prune(spec, signal) {
			for (const volumeId of volumesOf(spec)) {
				try {
					await within({ op: "volumes.pruneCopies", ms: limits.removeMs, signals: [signal, closing] }, async (bounded) => {
						const { removed } = await volumes.pruneCopies(volumeId, findUsed(context, making, volumeId, bounded), { signal: bounded });
						if (removed.length > 0) log.info({ volumeId, containers: removed }, "copies of containers that are gone were removed");
					});
				} catch (error) {
					// Whoever gave up, and a volume that is not there, are heard of by what comes next.
					if (signal.aborted || isAppError(error, "NOT_FOUND", "BAD_INPUT", "UNSUPPORTED")) continue;
					log.warn({ volumeId, error: asError(error) }, "copies of containers that are gone could not be removed; they take room");
				}
			}
		},
	};
}

async function copyAll(context: Context, volumes: VolumeGroup, order: CopyOrder, signal: AbortSignal): Promise<Bind[]> {
	const { log } = context;
	const image = order.image.Id;
	await using files = await openImage(context, image, { signal });
	const binds: Bind[] = [];
	for (const path of order.paths) {
		try {
			const source = await copyOne(context, volumes, order, path, files, signal);
			if (source !== null) binds.push({ source, target: path, readOnly: false });
		} catch (error) {
			if (!isAppError(error, "BAD_INPUT")) throw error;
			log.warn({ image, path, error }, "a directory of an image cannot be copied; it stays read-only");
		}
	}
	return binds;
}

async function copyOne(
	{ limits }: Context,
	volumes: VolumeGroup,
	{ container, volumeId }: CopyOrder,
	path: string,
	files: ArchiveSource,
	signal: AbortSignal,
): Promise<string | null> {
	const archive = await files.open(path, { signal });
	if (archive === null) return null;
	const content = { container, path, archive, limits: { bytesMax: limits.imageCopyBytes, entriesMax: limits.imageCopyEntries } };
	return (await volumes.fillDirectory(volumeId, content, { signal })).source;
}

/**
 * The containers whose copies are needed: those that are being made, those that stand, by name, and whose copies a container of ours
 * mounts under whatever name it has now. Asked while the volume is held, so nobody fills a copy between the look and the removal.
 */
function findUsed({ daemon, installation }: Context, making: ReadonlyMap<string, number>, volumeId: string, signal: AbortSignal): FindUsed {
	return async (containers) => {
		// Before the look: one that ends meanwhile is seen by it.
		const used = new Set(making.keys());
		if (containers.every((name) => used.has(name))) return used;
		const op = "volumes.pruneCopies";
		const query = { all: true, filters: JSON.stringify({ label: [`${label.installation}=${installation}`, label.volumes] }) };
		const answer = await daemon.call({ op, method: "GET", path: "/containers/json", query, signal });
		for (const { Names, Labels, Mounts } of parse(containerMounts, answer.body, op)) {
			for (const name of Names) used.add(name.replace(/^\//, ""));
			if (!readVolumes(Labels).includes(volumeId)) continue;
			const sources = Mounts.map(({ Source }) => Source ?? "");
			for (const name of containers) if (sources.some((source) => source.includes(`/${volumeId}/image/${name}/`))) used.add(name);
		}
		return used;
	};
}
