import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Sparse: what volumes never wrote takes no room. */
const DISK_MIB = 1_024;

/** Drivers that hold limits on a disk, and of which this machine has what they need. */
export const realDrivers = ["loop", "btrfs"] as const;
export type RealDriver = (typeof realDrivers)[number];

/** A directory of a test's own, with all that is mounted below it and every loop device behind it. */
export interface Scratch extends AsyncDisposable {
	/** On the host's own file system. */
	readonly path: string;
	mounts(): Promise<string[]>;
	loopDevices(): Promise<string[]>;
	/** Makes a file system of this kind in a file here and mounts it. Returns where. */
	mountBtrfs(sizeMib: number): Promise<string>;
	/** Where volumes of this driver may stand: here, or on a file system in a file here. */
	volumeRoot(driver: RealDriver): Promise<string>;
}

export async function openScratch(): Promise<Scratch> {
	const path = await realpath(await mkdtemp(join(tmpdir(), "berth-volumes-")));
	// A tenant's processes must get to what is theirs.
	await chmod(path, 0o711);

	async function mounts(): Promise<string[]> {
		const lines = (await readFile("/proc/self/mountinfo", "utf8")).split("\n");
		return lines.map((line) => line.split(" ")[4] ?? "").filter((mountPoint) => mountPoint.startsWith(`${path}/`));
	}

	async function loopDevices(): Promise<string[]> {
		const names = (await readdir("/sys/block")).filter((name) => name.startsWith("loop"));
		const files = await Promise.all(names.map((name) => readFile(`/sys/block/${name}/loop/backing_file`, "utf8").catch(() => "")));
		return names.filter((_, at) => files[at]?.startsWith(`${path}/`)).map((name) => `/dev/${name}`);
	}

	async function mountBtrfs(sizeMib: number): Promise<string> {
		const [image, mountPoint] = [join(path, "disk.btrfs"), join(path, "btrfs")];
		await mkdir(mountPoint);
		await run("truncate", ["-s", `${sizeMib}M`, image]);
		await run("mkfs.btrfs", ["-q", "--mixed", image]);
		await run("mount", ["-o", "loop", image, mountPoint]);
		await run("btrfs", ["quota", "enable", mountPoint]);
		return mountPoint;
	}

	return {
		path,
		mounts,
		loopDevices,
		mountBtrfs,
		volumeRoot: async (driver) => join(driver === "btrfs" ? await mountBtrfs(DISK_MIB) : path, "volumes"),
		async [Symbol.asyncDispose]() {
			for (const mountPoint of (await mounts()).reverse()) await run("umount", ["-l", mountPoint]);
			for (const device of await loopDevices()) await run("losetup", ["-d", device]).catch(() => undefined);
			await rm(path, { recursive: true, force: true });
		},
	};
}
