import { asError, isAppError } from "@berth/core";
import { type ReapTools, reapRetained } from "../retention/reap-retained.ts";
import { type ExpiryTools, expireLeases } from "./expire-leases.ts";

export type SweepTools = ExpiryTools & ReapTools;

/**
 * What time alone brings about on a node: terms that end, retained data that is given up. Every stage runs, whatever became of the
 * one before.
 *
 * Errors  CLAIM_LOST; what else went wrong is in the log, and the next sweep tries again.
 */
export const createSweep =
	(tools: SweepTools) =>
	async (signal: AbortSignal): Promise<void> => {
		const stages = { expire: expireLeases, reap: reapRetained };
		for (const [stage, run] of Object.entries(stages)) {
			if (signal.aborted) return;
			try {
				await run(tools, signal);
			} catch (err) {
				if (signal.aborted || isAppError(err, "CLAIM_LOST")) throw err;
				tools.log.warn({ stage, err: asError(err) }, "could not sweep");
			}
		}
	};
