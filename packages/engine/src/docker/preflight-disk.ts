import { statfs } from "node:fs/promises";
import { type Clock, HOUR, type Millis } from "@berth/core";
import { type Check, ok, type Verdict } from "./preflight-check.ts";

export interface Disk {
	readonly freeBytes: number;
	readonly totalBytes: number;
	/** Room for files; null on a file system that does not count them. */
	readonly freeInodes: number | null;
	readonly totalInodes: number;
}

const GIB = 1024 ** 3;

/** Room on the disk of the engine. A small share matters on a small disk, an absolute floor on a large one. */
export function judgeDisk(disk: Disk | null, dataRoot: string): Verdict {
	if (disk === null)
		return { severity: "info", seen: `${dataRoot} cannot be read from here`, remedy: "Watch the free space of the engine's data root." };
	const share = disk.totalBytes === 0 ? 0 : disk.freeBytes / disk.totalBytes;
	const files = disk.freeInodes === null || disk.totalInodes === 0 ? 1 : disk.freeInodes / disk.totalInodes;
	const room = `${(disk.freeBytes / GIB).toFixed(1)} GiB (${Math.floor(share * 100)} %)`;
	const seen = `${room}${files < 0.1 ? ` and ${Math.floor(files * 100)} % of the files` : ""} free at ${dataRoot}`;
	const remedy = "Free space on the disk of the engine's data root, or give it a larger one.";
	if (Math.min(share, files) < 0.03 || disk.freeBytes < GIB) return { severity: "blocker", seen, remedy };
	if (Math.min(share, files) < 0.1 || disk.freeBytes < 5 * GIB) return { severity: "warning", seen, remedy };
	return ok(seen);
}

const FAILURES_MAX = 3;
const PAUSE_MS: Millis = HOUR;

/**
 * The check of the engine's disk, which remembers how it went: a disk that hangs would otherwise take a thread of the process at every
 * look. After three failures in a row it is left alone for an hour.
 */
export function createDiskCheck(clock: Clock, measure: (path: string) => Promise<Disk | null> = readDisk): Check {
	let failures = 0;
	let pausedUntilMs = 0;
	return {
		id: "disk_space",
		title: "The engine's disk has room",
		async judge({ facts }) {
			const { DockerRootDir: dataRoot } = (await facts()).info;
			if (clock.monotonicMs() < pausedUntilMs) return paused(dataRoot);
			// It counts as failed until it has succeeded, since a measurement that hangs never comes to its end.
			failures += 1;
			if (failures >= FAILURES_MAX) pausedUntilMs = clock.monotonicMs() + PAUSE_MS;
			const disk = await measure(dataRoot);
			failures = 0;
			pausedUntilMs = 0;
			return judgeDisk(disk, dataRoot);
		},
	};
}

const paused = (dataRoot: string): Verdict => ({
	severity: "warning",
	seen: `check_paused: ${dataRoot} could not be measured ${FAILURES_MAX} times in a row; it is left alone for an hour`,
	remedy: "See whether the disk of the engine's data root still answers.",
});

/** Null where the daemon's disk is not ours to see: it is remote, or the path is closed to us. */
async function readDisk(path: string): Promise<Disk | null> {
	try {
		const { bavail, blocks, bsize, ffree, files } = await statfs(path);
		return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, freeInodes: files === 0 ? null : ffree, totalInodes: files };
	} catch (error) {
		if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EACCES")) return null;
		throw error;
	}
}
