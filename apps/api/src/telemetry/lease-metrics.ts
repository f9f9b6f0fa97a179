import type { LeaseMetrics } from "@berth/lease";
import type { Metrics } from "./metrics.ts";

/** What the rules count, as Prometheus sees it. */
export const createLeaseMetrics = (metrics: Metrics): LeaseMetrics => ({
	moved: (from, to, event) => metrics.leaseTransitions.inc({ from: from ?? "none", to, event }),
	worked: (work, outcome, durationMs) => metrics.leaseWork.observe({ work, outcome }, durationMs / 1_000),
	operationEnded: (kind, state, durationMs) => metrics.operations.observe({ kind, state }, durationMs / 1_000),
	waited: (lane, durationMs) => metrics.laneWait.observe({ lane }, durationMs / 1_000),
	requested: (kind, answer) => metrics.requested.inc({ kind, answer }),
	expired: (what) => metrics.expiries.inc({ what }),
	retentionEnded: (because) => metrics.retentionEnded.inc({ because }),
	retentionCapped: (cap, what) => metrics.retentionCapped.inc({ cap, what }),
	reaped: (outcome) => metrics.reaped.inc({ outcome }),
	backedUp: (direction, outcome, bytes) => {
		metrics[direction === "export" ? "backupExports" : "backupImports"].inc({ outcome });
		metrics.backupBytes.inc({ direction }, bytes);
	},
	destroyRefused: (why) => metrics.destroyRefused.inc({ why }),
	woken: (lagMs) => metrics.wakeLag.observe(lagMs / 1_000),
	fed: (lagMs) => metrics.feedLag.observe(lagMs / 1_000),
	swept: (stage, outcome, durationMs) => metrics.sweeps.observe({ stage, outcome }, durationMs / 1_000),
	reconciled: (outcome, durationMs) => metrics.reconciles.observe({ outcome }, durationMs / 1_000),
	claimTaken: () => metrics.claimsTaken.inc(),
	refusedMessage: () => metrics.mailboxRefused.inc(),
	panicked: () => metrics.actorPanics.inc(),
	claimLost: () => metrics.claimsLost.inc(),
	drift: (kind) => metrics.reconcileDrift.inc({ kind }),
});
