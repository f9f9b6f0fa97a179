import { statfs } from "node:fs/promises";
import type { DriverChoice } from "./choose-driver.ts";
import { coveringMount, mountsAt, parseMountinfo } from "./mountinfo.ts";
import type { VolumeDriverKind } from "./volume-group.ts";

/** A line of the preflight before it is stamped. */
export type Check = Omit<DriverChoice, "kind"> & { readonly id: string; readonly title: string };

const GIB = 1024 ** 3;

export const driverCheck = ({ severity, seen, remedy }: DriverChoice): Check => ({
	id: "volume_driver",
	title: "Volumes have a driver that holds limits",
	severity,
	seen,
	remedy,
});

/** For a directory that cannot be opened at all. */
export const rootCheck = (seen: string): Check => ({
	id: "volume_root",
	title: "The directory of volumes can be used",
	severity: "blocker",
	seen,
	remedy: "Use an absolute path of an empty directory, or of the one used before, and mount its disk first.",
});

/** Room on the disk of the volumes; a small share matters on a small disk, an absolute floor on a large one. */
export async function spaceCheck(root: string): Promise<Check> {
	const { bavail, blocks, bsize } = await statfs(root);
	return judgeSpace({ freeBytes: bavail * bsize, totalBytes: blocks * bsize });
}

export function judgeSpace({ freeBytes, totalBytes }: { readonly freeBytes: number; readonly totalBytes: number }): Check {
	const share = totalBytes === 0 ? 0 : freeBytes / totalBytes;
	const severity = share < 0.03 || freeBytes < GIB ? "blocker" : share < 0.1 || freeBytes < 5 * GIB ? "warning" : "ok";
	return {
		id: "volume_space",
		title: "The disk of the volumes has room",
		severity,
		seen: `${(freeBytes / GIB).toFixed(1)} GiB of ${(totalBytes / GIB).toFixed(1)} GiB free`,
		remedy: severity === "ok" ? null : "Free some room, or reap retained volumes earlier.",
	};
}

/** A driver that mounts does so in our own mount namespace; in a container the engine sees it only through a shared mount. */
export function mountsSeenCheck(kind: VolumeDriverKind, root: string, mountinfo: string): Check | null {
	if (kind !== "loop" && kind !== "zfs") return null;
	const mounts = parseMountinfo(mountinfo);
	const inContainer = mountsAt(mounts, "/").at(-1)?.fsType === "overlay";
	const shared = coveringMount(mounts, root)?.shared === true;
	return {
		id: "volume_mounts_seen",
		title: "The engine sees volumes that are mounted here",
		severity: inContainer && !shared ? "blocker" : "ok",
		seen: inContainer ? `in a container, the directory's mount is ${shared ? "shared" : "private"}` : "on the host itself",
		remedy: inContainer && !shared ? "Mount the directory of volumes into this container with the propagation rshared." : null,
	};
}
