import { access, readdir, rmdir, statfs } from "node:fs/promises";
import { join } from "node:path";
import { isAppError, isId } from "@berth/core";
import type { Call } from "../call.ts";
import { rootOwner } from "../files/file-owner.ts";
import { unlessMissing } from "../files/translate-file-error.ts";
import type { HostTool } from "../host-tools.ts";
import type { DriverContext, DriverProbe, VolumeDriver } from "./driver.ts";
import { growImage, imageStands, makeImage, removeImage } from "./loop-image.ts";
import { createLoopMounts, isMountPoint, type LoopPlace, unbroken } from "./loop-mount.ts";
import type { VolumeObservation } from "./volume-group.ts";
import { noSuchVolume, ownVolume, removeVolumeTree, volumePath } from "./volume-path.ts";
import { rootChanged } from "./volume-root.ts";

const IMAGES = ".images";
const SUFFIX = ".ext4";
const TRIAL_BYTES = 4 * 1024 * 1024;
const needed: readonly HostTool[] = ["mkfs.ext4", "e2fsck", "resize2fs", "losetup", "mount", "umount"];

/** A volume is a file system of fixed size in a sparse file, mounted: works on any file system for root, and nothing gets past its end. */
export function createLoopDriver(context: DriverContext): VolumeDriver {
	const { root, tools, host } = context;
	const mounts = createLoopMounts(context);
	let proven = false;
	const placeOf = (id: string): LoopPlace => ({ path: volumePath(root, id), image: `${join(root, IMAGES, id)}${SUFFIX}` });

	async function get(id: string): Promise<LoopPlace> {
		const place = placeOf(id);
		if (!(await imageStands(place.image))) throw noSuchVolume(id);
		return place;
	}

	async function grow(place: LoopPlace, bytes: number, call: Call): Promise<boolean> {
		try {
			return await growImage({ place, bytes }, { tools, host, mounts }, call);
		} finally {
			await mounts.mount(place, unbroken());
		}
	}

	async function observe(id: string): Promise<VolumeObservation> {
		const { path } = await get(id);
		const isMounted = async () => (await unlessMissing(isMountPoint(path, root))) === true;
		const room = (await isMounted()) ? await unlessMissing(statfs(path)) : null;
		// Unmounted in between it would be the room of the host's own file system.
		if (room === null || !(await isMounted())) return { id, usedBytes: null, limitBytes: null };
		const { blocks, bfree, bsize } = room;
		return { id, usedBytes: (blocks - bfree) * bsize, limitBytes: blocks * bsize };
	}

	async function destroy(place: LoopPlace, call: Call): Promise<boolean> {
		const wasMounted = await mounts.unmount(place, call);
		const hadImage = await removeImage(place.image);
		return (await removeVolumeTree(place.path, call.signal)) || wasMounted || hadImage;
	}

	/** Makes, mounts and destroys a tiny volume: the one proof that this host lets us. Once shown, it is believed. */
	async function prove(call: Call): Promise<void> {
		if (proven) return;
		const place = { path: join(root, ".trial"), image: `${join(root, IMAGES, "trial")}${SUFFIX}` };
		try {
			await destroy(place, call);
			await makeImage(place.image, { bytes: TRIAL_BYTES, owner: rootOwner }, context, call);
			await mounts.mount(place, call);
			proven = true;
		} finally {
			await destroy(place, unbroken());
		}
	}

	return {
		kind: "loop",
		hasQuota: true,
		async probe(call): Promise<DriverProbe> {
			const missing = await missingOf(needed, (tool) => tools.find(tool));
			if (missing.length > 0)
				return { usable: false, seen: `programs are missing: ${missing.join(", ")}`, remedy: "Install e2fsprogs, mount and util-linux." };
			if (!(await host.mayAdminister())) return { usable: false, seen: "no right to mount", remedy: "Run as root, or with CAP_SYS_ADMIN." };
			if ((await unlessMissing(access("/dev/loop-control").then(() => true))) === null)
				return { usable: false, seen: "no loop devices", remedy: "Load the kernel module loop; in a container, pass /dev through." };
			try {
				await prove(call);
			} catch (error) {
				if (call.signal.aborted) throw error;
				return { usable: false, seen: "a trial volume could not be mounted", remedy: "Allow mounts of ext4 images from loop devices." };
			}
			return { usable: true, seen: "ext4 images on loop devices" };
		},
		async ensure(spec, call) {
			const place = placeOf(spec.id);
			const stood = await imageStands(place.image);
			if (!stood) await makeImage(place.image, spec, context, call);
			const mounted = await mounts.mount(place, call);
			// Made by mkfs for a file system's own use; a database refuses a directory with something in it.
			if (!stood) await rmdir(join(place.path, "lost+found"));
			const grown = stood && (await grow(place, spec.bytes, call));
			const owned = await ownVolume(place.path, spec);
			return { outcome: stood ? (mounted || grown || owned ? "changed" : "kept") : "created" };
		},
		async setQuota(id, bytes, call) {
			return { changed: await grow(await get(id), bytes, call) };
		},
		usage: observe,
		async list(_, only) {
			// The probe has made it before the first volume: without it there is no answer, and not "no volumes".
			const names = await unlessMissing(readdir(join(root, IMAGES)));
			if (names === null) throw rootChanged();
			const ids = names.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
			const wanted = ids.filter((id) => isId(id) && only?.has(id) !== false);
			const observed = await Promise.all(wanted.map((id) => observe(id).catch(orNothing)));
			return observed.filter((one) => one !== null);
		},
		destroy: async (id, call) => ({ changed: await destroy(placeOf(id), call) }),
		attach: async (id, call) => await mounts.mount(await get(id), call),
	};
}

/** Destroyed while we looked. */
function orNothing(error: unknown): null {
	if (isAppError(error, "NOT_FOUND")) return null;
	throw error;
}

async function missingOf(names: readonly HostTool[], find: (tool: HostTool) => Promise<string | null>): Promise<HostTool[]> {
	const found = await Promise.all(names.map(find));
	return names.filter((_, at) => found[at] === null);
}
