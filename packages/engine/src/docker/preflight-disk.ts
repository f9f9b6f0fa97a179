import { type Clock, HOUR, type Millis } from "@berth/core";
import { type Disk, judgeRoom, readDisk } from "../disk-room.ts";
import { errnoOf } from "../files/translate-file-error.ts";
import type { Verdict } from "../preflight-result.ts";
import type { Check } from "./preflight-check.ts";

/** Room on the disk of the engine; null where that disk is not ours to see. */
export function judgeDisk(disk: Disk | null, dataRoot: string): Verdict {
	if (disk === null)
		return { severity: "info", seen: `${dataRoot} cannot be read from here`, remedy: "Watch the free space of the engine's data root." };
	return judgeRoom(disk, dataRoot, "Free space on the disk of the engine's data root, or give it a larger one.");
}

const FAILURES_MAX = 3;
const PAUSE_MS: Millis = HOUR;

/**
 * The check of the engine's disk, which remembers how it went: a disk that hangs would otherwise take a thread of the process at every
 * look. After three failures in a row it is left alone for an hour.
 */
export function createDiskCheck(clock: Clock, measure: (path: string) => Promise<Disk | null> = readIfOurs): Check {
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
	broke: true,
});

/** Null where the daemon's disk is not ours to see: it is remote, or the path is closed to us. */
async function readIfOurs(path: string): Promise<Disk | null> {
	try {
		return await readDisk(path);
	} catch (error) {
		const errno = errnoOf(error);
		if (errno === "ENOENT" || errno === "EACCES") return null;
		throw error;
	}
}
