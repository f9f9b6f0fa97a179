import { readdir, readFile, statfs } from "node:fs/promises";
import { errnoOf, unlessMissing } from "../files/translate-file-error.ts";

/** A loop device and the file behind it. */
export interface LoopDevice {
	readonly device: string;
	readonly backingFile: string;
}

/** What drivers need to know of the host beside what its tools say. */
export interface HostFacts {
	/** Whether we may mount and set quotas (CAP_SYS_ADMIN). */
	mayAdminister(): Promise<boolean>;
	/** Whether the kernel lets us grow a mounted ext4 (CAP_SYS_RESOURCE). */
	mayGrowLive(): Promise<boolean>;
	/** The text of `/proc/self/mountinfo`. */
	mountinfo(): Promise<string>;
	/** The kernel's number for the kind of file system that holds a path. */
	filesystemMagic(path: string): Promise<number>;
	/** Loop devices that have a file behind them. */
	loopDevices(): Promise<LoopDevice[]>;
}

/** Source  capabilities(7), linux/capability.h. */
const CAP_SYS_ADMIN = 21n;
const CAP_SYS_RESOURCE = 24n;

async function hasCapability(bit: bigint): Promise<boolean> {
	const status = await readFile("/proc/self/status", "utf8");
	const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1];
	return effective !== undefined && ((BigInt(`0x${effective}`) >> bit) & 1n) === 1n;
}

export const systemFacts: HostFacts = {
	mayAdminister: () => hasCapability(CAP_SYS_ADMIN),
	mayGrowLive: () => hasCapability(CAP_SYS_RESOURCE),
	mountinfo: () => readFile("/proc/self/mountinfo", "utf8"),
	filesystemMagic: async (path) => (await statfs(path)).type,
	async loopDevices() {
		const names = (await readdir("/sys/block")).filter((name) => /^loop\d+$/.test(name));
		const found = await Promise.all(
			names.map(async (name) => {
				const backingFile = await unlessGone(readFile(`/sys/block/${name}/loop/backing_file`, "utf8"));
				return backingFile === null ? [] : [{ device: `/dev/${name}`, backingFile: backingFile.trimEnd() }];
			}),
		);
		return found.flat();
	},
};

/** A device that loses its file while it is looked at has none. */
const unlessGone = (reading: Promise<string>): Promise<string | null> =>
	unlessMissing(reading).catch((error: unknown) => {
		if (errnoOf(error) === "ENODEV" || errnoOf(error) === "ENXIO") return null;
		throw error;
	});

export type Filesystem = "btrfs" | "xfs" | "zfs" | "other";

/** Source  statfs(2) and linux/magic.h; zfs defines its own in its module. */
export function filesystemOf(magic: number): Filesystem {
	// 32 bits that some platforms hand out as negative.
	switch (magic >>> 0) {
		case 0x9123683e:
			return "btrfs";
		case 0x58465342:
			return "xfs";
		case 0x2fc12fc1:
			return "zfs";
		default:
			return "other";
	}
}
