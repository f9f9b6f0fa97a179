import { stat } from "node:fs/promises";
import { type Clock, HOUR, MINUTE, type Millis } from "@berth/core";
import { ok, type Verdict } from "@berth/engine";
import type { ApiCheck } from "./api-check.ts";

export interface BackupMarker {
	/** A file whose time of change is that of the last backup that succeeded; null when nobody makes one. */
	readonly path: string | null;
	readonly ageMaxMs: Millis;
}

/** How old the last backup is. What makes backups is the operator's own; it tells us by the time of a file. */
export const backupCheck = ({ path, ageMaxMs }: BackupMarker, clock: Clock): ApiCheck => ({
	id: "backup_age",
	title: "The last backup is young enough",
	judge: async () => (path === null ? unwatched : judgeBackup(await changedAt(path), { path, ageMaxMs, now: clock.now() })),
});

const unwatched: Verdict = {
	severity: "info",
	seen: "nothing tells when the last backup was made",
	remedy: "Let whatever makes your backups touch a file when one has succeeded, and name that file in BACKUP_MARKER.",
};

/** Clocks of file servers differ a little from ours. */
const AHEAD_MAX_MS = 5 * MINUTE;

/** `at`: null when there is no such file. */
export function judgeBackup(
	at: Date | null,
	{ path, ageMaxMs, now }: { readonly path: string; readonly ageMaxMs: Millis; readonly now: Date },
): Verdict {
	const remedy = "See why no backup has succeeded since, and make one.";
	if (at === null) return { severity: "warning", seen: `${path} is not there: no backup has succeeded yet`, remedy };
	const ageMs = now.getTime() - at.getTime();
	if (ageMs < -AHEAD_MAX_MS)
		return {
			severity: "warning",
			seen: `${path} is of the future: ${at.toISOString()}`,
			remedy: "Check the clock of what makes the backups.",
		};
	const seen = `${(Math.max(0, ageMs) / HOUR).toFixed(1)} hours old`;
	return ageMs <= ageMaxMs ? ok(seen) : { severity: "warning", seen, remedy };
}

async function changedAt(path: string): Promise<Date | null> {
	try {
		return (await stat(path)).mtime;
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
		throw error;
	}
}
