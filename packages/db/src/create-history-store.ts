import type { Connection } from "./connection.ts";
import { listEvents, listEventsOf } from "./event/list.ts";
import { pruneAudit } from "./history/prune-audit.ts";
import { pruneDeliveries } from "./history/prune-deliveries.ts";
import { pruneDiagnostics } from "./history/prune-diagnostics.ts";
import { pruneEvents } from "./history/prune-events.ts";
import { pruneLogins } from "./history/prune-logins.ts";
import { pruneOperations } from "./history/prune-operations.ts";
import { pruneReleases } from "./history/prune-releases.ts";
import { pruneTries } from "./history/prune-tries.ts";
import type { HistoryStore } from "./history-store.ts";
import { listOperationsOf } from "./operation/list.ts";
import { claimTick, noteTick } from "./tick/claim-tick.ts";

const prunes = {
	releases: pruneReleases,
	events: pruneEvents,
	operations: pruneOperations,
	diagnostics: pruneDiagnostics,
	audit: pruneAudit,
	deliveries: pruneDeliveries,
	logins: pruneLogins,
	tries: pruneTries,
};

const tickOf = (kind: string) => `prune ${kind}`;

export const createHistoryStore = ({ pool, reads }: Pick<Connection, "pool" | "reads">): HistoryStore => ({
	operations: (scope, options) => listOperationsOf(reads, scope, options),
	events: (scope, options) => listEvents(reads, scope, options),
	eventsOf: (leaseId, options) => listEventsOf(reads, leaseId, options),
	claimTurn: (kind, everyMs) => claimTick(pool, tickOf(kind), everyMs),
	prune: (kind, options) => prunes[kind](pool, options),
	endTurn: (kind, position) => noteTick(pool, tickOf(kind), position),
});
