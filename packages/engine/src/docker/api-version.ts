import { AppError } from "@berth/core";

/**
 * The versions of the daemon's API that we speak. Below the floor it lacks fields and answers that we rely on. `known` is the newest
 * whose reference our readings of its answers were compared with: what a daemon can beyond it, we do not ask for.
 */
export const apiVersions = { floor: "1.41", known: "1.47" } as const;

/** By their parts: 1.9 is older than 1.41. */
export const isOlder = (a: string, b: string): boolean => {
	const [majorA = 0, minorA = 0] = a.split(".").map(Number);
	const [majorB = 0, minorB = 0] = b.split(".").map(Number);
	return majorA === majorB ? minorA < minorB : majorA < majorB;
};

/**
 * The version to speak with a daemon: the newest that both know, or the daemon's oldest where that is newer than all we know.
 *
 * Errors  UNSUPPORTED when its newest is below the floor.
 */
export function chooseApiVersion({ newest, oldest }: { readonly newest: string; readonly oldest: string | null }): string {
	const { floor, known } = apiVersions;
	if (isOlder(newest, floor)) {
		throw new AppError("UNSUPPORTED", {
			message: `The container engine speaks API ${newest} at most; ${floor} or newer is needed, as of Docker 20.10.`,
			data: { why: "api-version", engine: newest, needed: floor },
		});
	}
	if (oldest !== null && isOlder(known, oldest)) return oldest;
	return isOlder(known, newest) ? known : newest;
}
