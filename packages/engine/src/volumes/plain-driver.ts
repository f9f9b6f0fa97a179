import type { DriverContext, VolumeDriver } from "./driver.ts";
import { makeVolumeDirectory, noSuchVolume, ownVolume, removeVolumeTree, volumeIdsIn, volumePath, volumeStands } from "./volume-path.ts";

/** A directory and nothing more. It holds no limit, so it is for development; the preflight says so loudly. */
export function createPlainDriver({ root }: DriverContext): VolumeDriver {
	async function known(id: string) {
		if (!(await volumeStands(volumePath(root, id)))) throw noSuchVolume(id);
		return { id, usedBytes: null, limitBytes: null };
	}

	return {
		kind: "plain",
		hasQuota: false,
		probe: async () => ({ usable: true, seen: "directories without a limit" }),
		async ensure(spec) {
			const path = volumePath(root, spec.id);
			const created = await makeVolumeDirectory(path);
			const changed = await ownVolume(path, spec);
			return { outcome: created ? "created" : changed ? "changed" : "kept" };
		},
		async setQuota(id) {
			await known(id);
			return { changed: false };
		},
		usage: known,
		list: async (_, only) => (await volumeIdsIn(root, only)).map((id) => ({ id, usedBytes: null, limitBytes: null })),
		destroy: async (id, { signal }) => ({ changed: await removeVolumeTree(volumePath(root, id), signal) }),
		async attach() {
			return false;
		},
	};
}
