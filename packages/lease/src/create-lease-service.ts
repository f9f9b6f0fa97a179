import type { Clock, LeaseId } from "@berth/core";
import type { Stores } from "@berth/db";
import type { Engine } from "@berth/engine";
import { createApply } from "./apply.ts";
import { closeLease } from "./commands/close-lease.ts";
import { type CommandContext, getOwnLease, type LeasePolicy } from "./commands/command-context.ts";
import { provisionLease } from "./commands/provision-lease.ts";
import { quarantineLease } from "./commands/quarantine-lease.ts";
import { restartLease } from "./commands/restart-lease.ts";
import { createHintHub } from "./feed/hint-hub.ts";
import { watchLease } from "./feed/watch-lease.ts";
import { watchList } from "./feed/watch-list.ts";
import { readLogs } from "./logs/read-logs.ts";
import type { LeaseMetrics, Log } from "./observe.ts";
import { createDirectory } from "./queries/directory.ts";
import { listLeases } from "./queries/list-leases.ts";
import { readDetail } from "./queries/read-leases.ts";
import { toOperationView } from "./queries/to-view.ts";
import type { LeaseService } from "./service.ts";

export interface LeaseServiceOptions {
	readonly stores: Stores;
	/** Read for logs alone; commands and pages never wait for it. */
	readonly engine: Pick<Engine, "logs">;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: LeaseMetrics;
	readonly policy: LeasePolicy;
}

/** Puts the verbs together. Holds one hub of hints, which listens only while somebody watches. */
export function createLeaseService(options: LeaseServiceOptions): LeaseService {
	const { stores, engine, clock, log, metrics, policy } = options;
	const apply = createApply({ leases: stores.leases, log, metrics });
	const context: CommandContext = { apply, stores, clock, policy };
	const directory = createDirectory(stores, clock);
	const hub = createHintHub(stores, clock);
	const read = { stores, directory, clock, hub };
	return {
		provision: (caller, tenantId, input) => provisionLease(context, caller, tenantId, input),
		restart: (caller, input) => restartLease(context, caller, input),
		close: (caller, input) => closeLease(context, caller, input),
		quarantine: (caller, leaseId, quarantined) => quarantineLease(context, caller, leaseId, quarantined),
		get: (caller, leaseId) => readDetail(read, caller.scope, leaseId),
		list: (caller, page) => listLeases(read, caller, page),
		async operations(caller, leaseId: LeaseId, limit) {
			await getOwnLease(context, caller, leaseId);
			return (await stores.operations.list(leaseId, limit)).map(toOperationView);
		},
		watch: (caller, leaseId, position, signal) => watchLease(read, caller, leaseId, position, signal),
		watchList: (caller, signal) => watchList(read, caller, signal),
		logs: (caller, leaseId, lines, signal) => readLogs({ ...read, engine }, caller, leaseId, lines, signal),
	};
}
