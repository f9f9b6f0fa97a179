import { isAppError } from "@berth/core";
import type { ArchiveSource } from "../files/archive-source.ts";
import { openImageArchive } from "../files/docker-archive-source.ts";
import { label } from "../labels.ts";
import { assertSafeMountPath } from "../safe-names.ts";
import type { ContainerSpec, MountSpec } from "../spec.ts";
import type { VolumeGroup } from "../volumes/volume-group.ts";
import type { Context } from "./context.ts";
import { createImageSetups, type ImageSetup } from "./image-setup.ts";
import type { Bind, Storage } from "./to-create-options.ts";
import type { ImageInspect } from "./wire.ts";

/** A tenant's data is for the container's user alone, on the host too. */
const DIRECTORY_MODE = 0o700;

export type PrepareStorage = (spec: ContainerSpec, image: ImageInspect, signal: AbortSignal) => Promise<Storage>;

/**
 * Makes ready what a container will write to: directories of volumes with their owner, copies of what the image holds. Volumes are
 * attached by it, or it fails: nothing is ever mounted of a volume that is not there.
 */
export function createPrepareStorage(context: Context, volumes: VolumeGroup): PrepareStorage {
	const readSetup = createImageSetups(context);
	return async (spec, image, signal) => {
		const setup = await readSetup(spec, image, signal);
		const mounted = await mountDirectories(volumes, spec.mounts ?? [], setup, signal);
		const covered = [...spec.tmpfs, ...mounted.map(({ target }) => target)];
		const writable = setup.writable.filter((path) => !covered.some((top) => isWithin(path, top)));
		const { writablePaths } = spec;
		const filled =
			writablePaths?.kind === "volume" ? await copyDirectories(context, volumes, writablePaths.volumeId, writable, image, signal) : [];
		return {
			owner: setup.owner,
			...(setup.runAs === undefined ? {} : { runAs: setup.runAs }),
			volumes: image.Config?.Volumes ?? [],
			tmpfs: writablePaths?.kind === "tmpfs" ? writable : [],
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

/** What an image holds at the paths, in directories of the volume. One that may not be copied is left read-only, and the log says so. */
async function copyDirectories(
	context: Context,
	volumes: VolumeGroup,
	volumeId: string,
	paths: readonly string[],
	image: ImageInspect,
	signal: AbortSignal,
): Promise<Bind[]> {
	if (paths.length === 0) return [];
	const { lastingDaemon, installation, background, log } = context;
	const copyAll = async () => {
		await using files = await openImageArchive(
			lastingDaemon,
			{ image: image.Id, labels: { [label.installation]: installation } },
			{ signal },
		);
		const binds: Bind[] = [];
		for (const path of paths) {
			try {
				const source = await copyDirectory(context, volumes, volumeId, path, files, signal);
				if (source !== null) binds.push({ source, target: path, readOnly: false });
			} catch (error) {
				if (!isAppError(error, "BAD_INPUT")) throw error;
				log.warn({ image: image.Id, path, error }, "a directory of an image cannot be copied; it stays read-only");
			}
		}
		return binds;
	};
	return background.own(copyAll());
}

async function copyDirectory(
	{ limits }: Context,
	volumes: VolumeGroup,
	volumeId: string,
	path: string,
	files: ArchiveSource,
	signal: AbortSignal,
): Promise<string | null> {
	const archive = await files.open(path, { signal });
	if (archive === null) return null;
	const content = { path, archive, limits: { bytesMax: limits.imageCopyBytes, entriesMax: limits.imageCopyEntries } };
	return (await volumes.fillDirectory(volumeId, content, { signal })).source;
}

const isWithin = (path: string, top: string): boolean => path === top || path.startsWith(`${top}/`);
