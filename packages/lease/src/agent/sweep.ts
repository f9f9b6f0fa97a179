import { isAppError } from "@berth/core";
import { type HealTools, healDomains } from "../ingress/heal-domains.ts";
import { createOrphanWatch, type OrphanTools, type OrphanWatch } from "../retention/orphan-watch.ts";
import { type ReapTools, reapRetained } from "../retention/reap-retained.ts";
import { runUnit, type Unit, type WideEvent } from "../wide-event.ts";
import { type ExpiryTools, expireLeases } from "./expire-leases.ts";

export type SweepTools = ExpiryTools & ReapTools & OrphanTools & HealTools;

export interface Sweep extends Pick<OrphanWatch, "orphans"> {
	/** Errors  CLAIM_LOST; what else went wrong is in the log, and the next sweep tries again. */
	run(signal: AbortSignal): Promise<void>;
}

/**
 * What time alone brings about on a node: terms that end, domains that come to lead here, retained data that is given up. Every stage
 * runs, whatever became of the one before.
 */
export function createSweep(tools: SweepTools): Sweep {
	const orphans = createOrphanWatch(tools);
	const stages = {
		expire: (signal: AbortSignal) => expireLeases(tools, signal),
		domains: (signal: AbortSignal) => healDomains(tools, signal),
		reap: (signal: AbortSignal) => reapRetained(tools, signal),
		orphans: (signal: AbortSignal) => orphans.look(signal),
	};
	const run = async (signal: AbortSignal) => {
		for (const [stage, run] of Object.entries(stages)) {
			if (signal.aborted) return;
			const count: Unit["count"] = (outcome, durationMs) => tools.metrics.swept(stage, outcome, durationMs);
			const event: WideEvent = { op: `sweep.${stage}`, kind: "timer", ok: true, nodeId: tools.nodeId };
			try {
				await runUnit({ ...tools, quiet: true, count }, event, () => run(signal));
			} catch (err) {
				if (signal.aborted || isAppError(err, "CLAIM_LOST")) throw err;
			}
		}
	};
	return { run, orphans: orphans.orphans };
}
