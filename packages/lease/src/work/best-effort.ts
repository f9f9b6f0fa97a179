import { isAppError } from "@berth/core";
import { isOurTrouble, WorkFailure } from "./failure.ts";
import type { Work } from "./work.ts";

/**
 * Puts something right on the way out of a failure. That the engine cannot do it now is noted and left to reconcile; that we are
 * not wanted any more, or have a bug, is not.
 *
 * Returns whether it was done.
 */
export async function bestEffort(
	work: Pick<Work, "log" | "lease">,
	what: string,
	signal: AbortSignal,
	run: () => Promise<unknown>,
): Promise<boolean> {
	try {
		await run();
		return true;
	} catch (err) {
		if (isOurTrouble(err) || !(isAppError(err) || err instanceof WorkFailure || signal.aborted)) throw err;
		work.log.warn({ leaseId: work.lease.id, what, err }, "could not put right after a failure");
		return false;
	}
}
