import { assertSafeMountPath } from "../safe-names.ts";
import type { ContainerSpec, MountSpec } from "../spec.ts";
import type { VolumeGroup } from "../volumes/volume-group.ts";
import type { Context } from "./context.ts";
import type { ImageCopies } from "./image-copies.ts";
import { createImageSetups, type ImageSetup } from "./image-setup.ts";
import type { Bind, Storage } from "./to-create-options.ts";
import type { ImageInspect } from "./wire.ts";

/** A tenant's data is for the container's user alone, on the host too. */
const DIRECTORY_MODE = 0o700;

/** Whose log line was written; only memory bounds how many are remembered. */
const TOLD_MAX = 1_000;

export type PrepareStorage = (spec: ContainerSpec, image: ImageInspect, signal: AbortSignal) => Promise<Storage>;

/**
 * Makes ready what a container will write to: directories of volumes with their owner, copies of what the image holds. Volumes are
 * attached by it, or it fails: nothing is ever mounted of a volume that is not there.
 */
export function createPrepareStorage(context: Context, volumes: VolumeGroup, copies: ImageCopies): PrepareStorage {
	const readSetup = createImageSetups(context);
	const told = new Set<string>();

	/** An empty directory in the place of one that is not would hide what the image has there, which may well be its program. */
	const emptyOnes = (paths: readonly string[], empty: readonly string[], image: string): string[] => {
		const full = paths.filter((path) => !empty.includes(path));
		if (full.length > 0 && !told.has(image)) {
			if (told.size >= TOLD_MAX) told.clear();
			told.add(image);
			context.log.info(
				{ image, paths: full },
				"directories that an image means to write to are not empty; without a volume they stay read-only",
			);
		}
		return paths.filter((path) => empty.includes(path));
	};

	return async (spec, image, signal) => {
		const setup = await readSetup(spec, image, signal);
		const mounted = await mountDirectories(volumes, spec.mounts ?? [], setup, signal);
		const covered = [...spec.tmpfs, ...mounted.map(({ target }) => target)];
		const writable = setup.writable.filter((path) => !covered.some((top) => isWithin(path, top)));
		const { writablePaths } = spec;
		const filled =
			writablePaths?.kind === "volume"
				? await copies.copy({ container: spec.name, volumeId: writablePaths.volumeId, paths: writable, image }, signal)
				: [];
		return {
			owner: setup.owner,
			...(setup.runAs === undefined ? {} : { runAs: setup.runAs }),
			volumes: image.Config?.Volumes ?? [],
			tmpfs: writablePaths?.kind === "tmpfs" ? emptyOnes(writable, setup.empty, image.Id) : [],
			binds: [...mounted, ...filled],
		};
	};
}

async function mountDirectories(
	volumes: VolumeGroup,
	mounts: readonly MountSpec[],
	{ owner }: ImageSetup,
	signal: AbortSignal,
): Promise<Bind[]> {
	const binds: Bind[] = [];
	for (const { volumeId, target, directory, readOnly } of mounts) {
		const path = assertSafeMountPath(target);
		const wanted = { path: directory ?? path, owner, mode: DIRECTORY_MODE };
		const { sources } = await volumes.ensureDirectories(volumeId, [wanted], { signal });
		for (const source of sources) binds.push({ source, target: path, readOnly });
	}
	return binds;
}

const isWithin = (path: string, top: string): boolean => path === top || path.startsWith(`${top}/`);
