import { judgeRoom, readDisk } from "../disk-room.ts";
import { broken, ok, type Verdict } from "../preflight-result.ts";
import type { DriverChoice } from "./choose-driver.ts";
import { coveringMount, mountsAt, parseMountinfo } from "./mountinfo.ts";
import type { VolumeDriverKind } from "./volume-group.ts";

/** A line of the preflight before it is stamped. */
export interface Check extends Verdict {
	readonly id: string;
	readonly title: string;
}

const driver = { id: "volume_driver", title: "Volumes have a driver that holds limits" } as const;
const root = { id: "volume_root", title: "The directory of volumes can be used" } as const;

export const driverCheck = ({ severity, seen, remedy }: DriverChoice): Check => ({ ...driver, severity, seen, remedy });

/** For a look that came to no end, as on a disk that hangs. */
export const brokenCheck = (why: string): Check => ({ ...driver, ...broken(why, "See whether the disk of the volumes still answers.") });

/** For a directory that cannot be opened at all. `note`: the file that remembers which directory it was. */
export const badRootCheck = (seen: string, note: string): Check => ({
	...root,
	severity: "blocker",
	seen,
	remedy: `Use an absolute path of an empty directory, or of the one used before, and mount its disk first. If what it held is gone for good, remove ${note}.`,
});

/** On which device the directory lies, and whether a restart will know it again. */
export function rootCheck(path: string, mountinfo: string, isRemembered: boolean): Check {
	const mount = coveringMount(parseMountinfo(mountinfo), path);
	const seen = `${path} on ${mount === null ? "an unknown device" : `${mount.source} (${mount.fsType})`}`;
	if (mount?.fsType === "tmpfs" || mount?.fsType === "ramfs")
		return { ...root, severity: "warning", seen: `${seen}: lost with the next reboot`, remedy: "Use a directory on a disk." };
	if (isRemembered) return { ...root, ...ok(seen) };
	return {
		...root,
		severity: "info",
		seen: `${seen}; nothing can be written beside it`,
		remedy: "Start Berth only once the disk of the volumes is mounted: a restart could not tell its absence from a new directory.",
	};
}

/** Room on the disk of the volumes. */
export const spaceCheck = async (path: string): Promise<Check> => ({
	id: "volume_space",
	title: "The disk of the volumes has room",
	...judgeRoom(await readDisk(path), path, "Free some room, or reap retained volumes earlier."),
});

/** A driver that mounts does so in our own mount namespace; in a container the engine sees it only through a shared mount. */
export function mountsSeenCheck(kind: VolumeDriverKind, path: string, mountinfo: string): Check | null {
	if (kind !== "loop" && kind !== "zfs") return null;
	const mounts = parseMountinfo(mountinfo);
	const inContainer = mountsAt(mounts, "/").at(-1)?.fsType === "overlay";
	const shared = coveringMount(mounts, path)?.shared === true;
	return {
		id: "volume_mounts_seen",
		title: "The engine sees volumes that are mounted here",
		severity: inContainer && !shared ? "blocker" : "ok",
		seen: inContainer ? `in a container, the directory's mount is ${shared ? "shared" : "private"}` : "on the host itself",
		remedy: inContainer && !shared ? "Mount the directory of volumes into this container with the propagation rshared." : null,
	};
}
