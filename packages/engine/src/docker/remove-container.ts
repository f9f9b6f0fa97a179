import { AppError, systemClock } from "@berth/core";
import type { Daemon } from "./daemon.ts";
import { inspectContainer, refuseForeign } from "./inspect.ts";
import { within } from "./within.ts";

/** Between looks whether a removal that somebody else began is done. */
const GONE_POLL_MS = 100;

/**
 * Kills and removes a container with its anonymous volumes, and returns when it is really gone.
 *
 * The one place that deletes containers: the labels are read immediately before, and the delete names the id that bore them.
 *
 * `ifNeverStarted`  leaves one alone that anybody has started since it was made, also one started at the same moment.
 * Errors  CONFLICT when it is not ours.
 */
export async function removeContainer(
	daemon: Daemon,
	idOrName: string,
	about: { readonly installation: string; readonly ms: number; readonly signal: AbortSignal; readonly ifNeverStarted?: true },
): Promise<{ readonly changed: boolean }> {
	const op = "containers.remove";
	return within({ op, ms: about.ms, signals: [about.signal] }, async (signal) => {
		const found = await inspectContainer(daemon, idOrName, signal);
		if (!found) return { changed: false };
		refuseForeign(found, about.installation);
		if (about.ifNeverStarted && found.State.Status !== "created") return { changed: false };
		const answer = await daemon.call({
			op,
			method: "DELETE",
			path: `/containers/${found.Id}`,
			// Without force the daemon refuses one that runs by now.
			query: { force: about.ifNeverStarted !== true, v: true },
			signal,
			ms: about.ms,
			also: [404, 409],
		});
		if (answer.status !== 409) return { changed: answer.status !== 404 };
		if (about.ifNeverStarted) return { changed: false };
		await waitGone(daemon, found.Id, answer.words, signal);
		return { changed: false };
	});
}

/** Somebody else's removal goes on: gone means gone, whoever did it. */
async function waitGone(daemon: Daemon, id: string, words: string, signal: AbortSignal): Promise<void> {
	for (;;) {
		const left = await inspectContainer(daemon, id, signal);
		if (!left) return;
		if (!["removing", "dead", "exited", "created"].includes(left.State.Status)) {
			throw new AppError("ENGINE_FAILED", { data: { op: "containers.remove", container: id }, cause: new Error(words) });
		}
		await systemClock.sleep(GONE_POLL_MS, signal);
	}
}
