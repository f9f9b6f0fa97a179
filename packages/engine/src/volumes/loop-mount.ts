import { mkdir, stat } from "node:fs/promises";
import { AppError, MINUTE, SECOND, systemClock } from "@berth/core";
import type { Call } from "../call.ts";
import { errnoOf } from "../files/translate-file-error.ts";
import { runTool, type ToolCall, toolFailure } from "../host-tools.ts";
import type { DriverContext } from "./driver.ts";
import type { LoopDevice } from "./host-facts.ts";
import { mountsAt, parseMountinfo } from "./mountinfo.ts";
import { notAVolume, volumeStands } from "./volume-path.ts";

/** An image and where it is mounted. */
export interface LoopPlace {
	readonly path: string;
	readonly image: string;
}

export interface LoopMounts {
	/** The device that is mounted there; null when nothing is. Errors  CONFLICT when it is not this image. */
	device(place: LoopPlace): Promise<string | null>;
	/** Mounts it if it is not. Returns whether it was not. A file system that a crash left dirty is repaired first. */
	mount(place: LoopPlace, call: Call): Promise<boolean>;
	/** Unmounts and waits until no device holds the image. Returns whether there was anything. Errors  CONFLICT while it is in use. */
	unmount(place: LoopPlace, call: Call): Promise<boolean>;
	/** Checks and repairs an image out of use, as a machine may do it unasked. Errors  ENGINE_FAILED when a person must look. */
	check(place: LoopPlace, call: Call): Promise<void>;
}

/** Tenants get no devices and no setuid programs from what they write; freed space goes back to the host. */
const MOUNT_OPTIONS = "loop,nodev,nosuid,discard,errors=remount-ro";
/** The kernel lets a loop device go a little after the unmount. */
const DETACH_MS = 5 * SECOND;
const DETACH_POLL_MS = 50;
/** More mounts than this on one place are no accident of ours. */
const UNMOUNTS_MAX = 16;
/** Checking and growing a large file system takes minutes. */
const UNBROKEN_MS = 30 * MINUTE;

/** A call nobody gives up: a check or a resize that is killed in the middle may cost the data. */
export const unbroken = (): ToolCall => ({ signal: new AbortController().signal, timeoutMs: UNBROKEN_MS });

export function createLoopMounts({ tools, host }: Pick<DriverContext, "tools" | "host">): LoopMounts {
	const mountedAt = async (path: string) => mountsAt(parseMountinfo(await host.mountinfo()), path);
	const devicesOf = async (image: string) => (await host.loopDevices()).filter((one) => isBehind(one, image));

	/** Waits until no device has the image. Returns whether one had it at first. */
	async function waitForDetach(image: string, { signal }: Call): Promise<boolean> {
		const until = systemClock.monotonicMs() + DETACH_MS;
		let wasHeld = false;
		while ((await devicesOf(image)).length > 0) {
			wasHeld = true;
			if (systemClock.monotonicMs() > until) throw inUse();
			await systemClock.sleep(DETACH_POLL_MS, signal);
		}
		return wasHeld;
	}

	async function device({ path, image }: LoopPlace): Promise<string | null> {
		const top = (await mountedAt(path)).at(-1);
		if (top === undefined) return null;
		if (!(await devicesOf(image)).some((one) => one.device === top.source)) throw notAVolume();
		return top.source;
	}

	async function check({ image }: LoopPlace, call: Call): Promise<void> {
		await waitForDetach(image, call);
		const answer = await tools.run("e2fsck", ["-f", "-p", image], unbroken());
		// 1: errors were found and corrected.
		if (answer.exitCode > 1) throw damaged(toolFailure("e2fsck", answer));
	}

	async function mount(place: LoopPlace, call: Call): Promise<boolean> {
		if ((await device(place)) !== null) return false;
		await makeMountPoint(place.path);
		const args = ["-t", "ext4", "-o", MOUNT_OPTIONS, place.image, place.path];
		if ((await tools.run("mount", args, call)).exitCode === 0) return true;
		await check(place, call);
		await runTool(tools, "mount", args, call);
		return true;
	}

	async function unmount(place: LoopPlace, call: Call): Promise<boolean> {
		const { path, image } = place;
		let mounts = await mountedAt(path);
		const wasMounted = mounts.length > 0;
		for (let left = UNMOUNTS_MAX; mounts.length > 0; left--) {
			const answer = await tools.run("umount", [path], call);
			if (/busy/i.test(answer.stderr) || left === 0) throw inUse();
			if (answer.exitCode !== 0) throw toolFailure("umount", answer);
			mounts = await mountedAt(path);
		}
		try {
			return (await waitForDetach(image, call)) || wasMounted;
		} catch (error) {
			// A container has it mounted too, where we cannot see: it stays as it was.
			if (wasMounted) await mount(place, unbroken());
			throw error;
		}
	}

	return { device, mount, unmount, check };
}

/** Whether another file system stands at `path` than at `parent`. Errors  ENOENT. */
export async function isMountPoint(path: string, parent: string): Promise<boolean> {
	const [here, above] = await Promise.all([stat(path), stat(parent)]);
	return here.dev !== above.dev;
}

const inUse = (): AppError => new AppError("CONFLICT", { message: "Something still uses the volume.", data: { why: "busy" } });

const damaged = (cause: AppError): AppError =>
	new AppError("ENGINE_FAILED", { message: "The volume's file system is damaged.", data: { why: "damaged" }, cause });

/** Closed to everybody while nothing is mounted, so that no container writes past its limit into the host's own file system. */
async function makeMountPoint(path: string): Promise<void> {
	try {
		await mkdir(path, { mode: 0 });
	} catch (error) {
		if (errnoOf(error) !== "EEXIST") throw error;
		await volumeStands(path);
	}
}

/** The kernel adds the word when the file's name was removed. */
const isBehind = ({ backingFile }: LoopDevice, image: string): boolean => backingFile === image || backingFile === `${image} (deleted)`;
