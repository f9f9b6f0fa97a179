import { asError, isAppError } from "@berth/core";
import { createOrphanWatch, type OrphanTools } from "../retention/orphan-watch.ts";
import { type ReapTools, reapRetained } from "../retention/reap-retained.ts";
import { type ExpiryTools, expireLeases } from "./expire-leases.ts";

export type SweepTools = ExpiryTools & ReapTools & OrphanTools;

/**
 * What time alone brings about on a node: terms that end, retained data that is given up. Every stage runs, whatever became of the
 * one before.
 *
 * Errors  CLAIM_LOST; what else went wrong is in the log, and the next sweep tries again.
 */
export function createSweep(tools: SweepTools): (signal: AbortSignal) => Promise<void> {
	const orphans = createOrphanWatch(tools);
	const stages = {
		expire: (signal: AbortSignal) => expireLeases(tools, signal),
		reap: (signal: AbortSignal) => reapRetained(tools, signal),
		orphans: (signal: AbortSignal) => orphans.look(signal),
	};
	return async (signal) => {
		for (const [stage, run] of Object.entries(stages)) {
			if (signal.aborted) return;
			try {
				await run(signal);
			} catch (err) {
				if (signal.aborted || isAppError(err, "CLAIM_LOST")) throw err;
				tools.log[isAppError(err, "ENGINE_UNREACHABLE") ? "debug" : "warn"]({ stage, err: asError(err) }, "could not sweep");
			}
		}
	};
}
