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

export const createHistoryStore = ({ pool }: Pick<Connection, "pool">): HistoryStore => ({
	operations: (scope, options) => listOperationsOf(pool, scope, options),
	events: (scope, options) => listEvents(pool, scope, options),
	eventsOf: (leaseId, options) => listEventsOf(pool, leaseId, options),
	claimTurn: (kind, everyMs) => claimTick(pool, tickOf(kind), everyMs),
	prune: (kind, options) => prunes[kind](pool, options),
	endTurn: (kind, position) => noteTick(pool, tickOf(kind), position),
});
