import { access, mkdir, open, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "@berth/core";
import type { Call } from "../call.ts";
import type { FileOwner } from "../files/file-owner.ts";
import { unlessMissing } from "../files/translate-file-error.ts";
import { runTool } from "../host-tools.ts";
import type { DriverContext } from "./driver.ts";
import { type LoopMounts, type LoopPlace, unbroken } from "./loop-mount.ts";

/** ext4 counts in blocks; an image ends at the end of one. */
const BLOCK = 4096;
/** One file record per so many bytes: 3 % of the room, and enough for trees of small files. */
const BYTES_PER_FILE = 8192;

const imageBytesFor = (bytes: number): number => Math.ceil(bytes / BLOCK) * BLOCK;

export const imageStands = async (image: string): Promise<boolean> => (await unlessMissing(access(image).then(() => true))) === true;

/**
 * Makes a sparse image with an empty file system in it.
 *
 * It bears its name only when it is whole: what a killed process left under another name is made anew.
 */
export async function makeImage(
	image: string,
	{ bytes, owner }: { readonly bytes: number; readonly owner: FileOwner },
	{ tools }: Pick<DriverContext, "tools">,
	call: Call,
): Promise<void> {
	const making = makingOf(image);
	await mkdir(dirname(image), { recursive: true, mode: 0o700 });
	await rm(making, { force: true });
	{
		await using file = await open(making, "wx", 0o600);
		await file.truncate(imageBytesFor(bytes));
	}
	const extended = `root_owner=${owner.uid}:${owner.gid},lazy_itable_init=0,lazy_journal_init=0`;
	// No blocks held back for root: the tenant asked for all of them.
	await runTool(tools, "mkfs.ext4", ["-q", "-F", "-m", "0", "-i", String(BYTES_PER_FILE), "-E", extended, making], call);
	await sync(making);
	await rename(making, image);
	await sync(dirname(image));
}

/** Removes an image and what was left half made of it. Returns whether there was anything. */
export async function removeImage(image: string): Promise<boolean> {
	const parts = [makingOf(image), growingOf(image), image];
	const stood = await Promise.all(parts.map(imageStands));
	for (const part of parts) await rm(part, { force: true });
	return stood.includes(true);
}

/**
 * Makes the image, and the file system in it, this large. Live when it is mounted and the kernel lets us; else it is unmounted
 * for it, and the caller mounts it again.
 *
 * Returns whether anything was done. Errors  UNSUPPORTED for a smaller size; CONFLICT when it must be out of use and is not.
 */
export async function growImage(
	{ place, bytes }: { readonly place: LoopPlace; readonly bytes: number },
	{ tools, host, mounts }: Pick<DriverContext, "tools" | "host"> & { readonly mounts: LoopMounts },
	call: Call,
): Promise<boolean> {
	const { image } = place;
	const wanted = imageBytesFor(bytes);
	const before = (await stat(image)).size;
	const unfinished = await imageStands(growingOf(image));
	if (wanted < before) throw new AppError("UNSUPPORTED", { message: "A volume of this node cannot shrink.", data: { why: "shrink" } });
	if (wanted === before && !unfinished) return false;

	const isLive = (await host.mayGrowLive()) && (await mounts.device(place)) !== null;
	// Before anything is touched, so that a volume in use stays as it was.
	if (!isLive) await mounts.unmount(place, call);
	// Tells the next call that the file may be larger than the file system in it.
	await writeFile(growingOf(image), "", { flush: true });
	await truncate(image, wanted);
	if (!isLive || !(await growLive(place))) {
		await mounts.unmount(place, call);
		await mounts.check(place, call);
		await runTool(tools, "resize2fs", [image], unbroken());
	}
	await rm(growingOf(image), { force: true });
	return true;

	async function growLive(mounted: LoopPlace): Promise<boolean> {
		const device = await mounts.device(mounted);
		if (device === null) return false;
		await runTool(tools, "losetup", ["--set-capacity", device], unbroken());
		return (await tools.run("resize2fs", [device], unbroken())).exitCode === 0;
	}
}

const makingOf = (image: string): string => `${image}.making`;
const growingOf = (image: string): string => `${image}.growing`;

async function sync(path: string): Promise<void> {
	await using file = await open(path, "r");
	await file.sync();
}
