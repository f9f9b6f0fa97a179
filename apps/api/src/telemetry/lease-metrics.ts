import type { LeaseMetrics } from "@berth/lease";
import type { Metrics } from "./metrics.ts";

/** What the rules count, as Prometheus sees it. */
export const createLeaseMetrics = (metrics: Metrics): LeaseMetrics => ({
	moved: (from, to, event) => metrics.leaseTransitions.inc({ from: from ?? "none", to, event }),
	worked: (work, outcome, durationMs) => metrics.leaseWork.observe({ work, outcome }, durationMs / 1_000),
	refusedMessage: () => metrics.mailboxRefused.inc(),
	panicked: () => metrics.actorPanics.inc(),
	claimLost: () => metrics.claimsLost.inc(),
	drift: (kind) => metrics.reconcileDrift.inc({ kind }),
});
