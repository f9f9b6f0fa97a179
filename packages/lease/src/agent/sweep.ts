import { DAY, isAppError } from "@berth/core";
import type { Engine } from "@berth/engine";
import { createStuckWatch, type StuckTools } from "../actor/stuck-watch.ts";
import { type ClearTools, clearLeft } from "../builds/clear-left.ts";
import { type PruneTools, pruneHistory } from "../history/prune-history.ts";
import { type HealTools, healDomains } from "../ingress/heal-domains.ts";
import { type AnnounceTools, announceEnds } from "../retention/announce-ends.ts";
import { createLostWatch, type LostTools } from "../retention/lost-watch.ts";
import { createOrphanWatch, type OrphanTools, type OrphanWatch } from "../retention/orphan-watch.ts";
import { type ReapTools, reapRetained } from "../retention/reap-retained.ts";
import type { SweepReport } from "../retention/sweep-report.ts";
import { runUnit, type Unit, type WideEvent } from "../wide-event.ts";
import { type ExpiryTools, expireLeases } from "./expire-leases.ts";

export type SweepTools = ExpiryTools &
	AnnounceTools &
	StuckTools &
	ReapTools &
	OrphanTools &
	LostTools &
	HealTools &
	PruneTools &
	Omit<ClearTools, "engine"> & { readonly engine: Pick<Engine, "builds"> };

/** How long what is gone is remembered. Longer: more rows. Shorter: who comes late to restore it is told nothing. */
const TOMBSTONE_MS = 90 * DAY;

/** Tombstones forgotten by a sweep. More: one sweep lasts long. Fewer: a mass close is remembered longer than it need be. */
const TOMBSTONES_AT_ONCE = 1_000;

export interface Sweep extends Pick<OrphanWatch, "orphans"> {
	report(): Omit<SweepReport, "nextAt">;
	/** Errors  CLAIM_LOST; what else went wrong is in the log, and the next sweep tries again. */
	run(signal: AbortSignal): Promise<void>;
}

/**
 * What time alone brings about on a node: terms that end, domains that come to lead here, retained data that is given up. Every stage
 * runs, whatever became of the one before.
 */
export function createSweep(tools: SweepTools): Sweep {
	const orphans = createOrphanWatch(tools);
	const lost = createLostWatch(tools);
	let report: Omit<SweepReport, "missing" | "nextAt"> = { at: null, reapSkipped: null, lookSkipped: null };
	const stages = {
		expire: (signal: AbortSignal) => expireLeases(tools, signal),
		stuck: createStuckWatch(tools),
		announce: (signal: AbortSignal) => announceEnds(tools, signal),
		domains: (signal: AbortSignal) => healDomains(tools, signal),
		reap: async (signal: AbortSignal) => {
			const reapSkipped = await reapRetained(tools, signal);
			report = { ...report, at: tools.clock.now(), reapSkipped };
		},
		lost: async (signal: AbortSignal) => {
			const look = await lost.look(signal);
			report = { ...report, at: tools.clock.now(), lookSkipped: "skipped" in look ? look.skipped : null };
		},
		tombstones: async () => {
			await tools.stores.retentions.pruneTombstones(TOMBSTONE_MS, TOMBSTONES_AT_ONCE);
		},
		history: (signal: AbortSignal) => pruneHistory(tools, signal),
		orphans: (signal: AbortSignal) => orphans.look(signal),
		builds: async (signal: AbortSignal) => {
			const { builds } = tools.engine;
			if (builds !== undefined) await clearLeft({ ...tools, engine: builds }, signal);
		},
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
	return { run, orphans: orphans.orphans, report: () => ({ ...report, missing: lost.missing() }) };
}
