import type { Clock, NodeId, Spans } from "@berth/core";
import type { Stores } from "@berth/db";
import type { Engine } from "@berth/engine";
import { createApply } from "./apply.ts";
import { cancelOperation } from "./commands/cancel-operation.ts";
import { closeLease } from "./commands/close-lease.ts";
import { type CommandContext, getOwnLease, type LeasePolicy } from "./commands/command-context.ts";
import { readPresent } from "./commands/current-release.ts";
import { extendRetention, relinquishRetention } from "./commands/keep-retained.ts";
import { planProvision } from "./commands/plan-provision.ts";
import { planUpdate } from "./commands/plan-update.ts";
import { provisionLease } from "./commands/provision-lease.ts";
import { quarantineLease } from "./commands/quarantine-lease.ts";
import { renewLease } from "./commands/renew-lease.ts";
import { reopenLease } from "./commands/reopen-lease.ts";
import { restartLease } from "./commands/restart-lease.ts";
import { restoreLease } from "./commands/restore-lease.ts";
import { retryLease } from "./commands/retry-lease.ts";
import { rollBack } from "./commands/roll-back.ts";
import { scaleLease } from "./commands/scale-lease.ts";
import { setDomain } from "./commands/set-domain.ts";
import { setEnv } from "./commands/set-env.ts";
import { startLease } from "./commands/start-lease.ts";
import { stopLease } from "./commands/stop-lease.ts";
import { updateLease } from "./commands/update-lease.ts";
import { createHintHub } from "./feed/hint-hub.ts";
import { createSharedReads } from "./feed/shared-reads.ts";
import { waitFor } from "./feed/wait-for.ts";
import { watchEvents } from "./feed/watch-events.ts";
import { watchLease } from "./feed/watch-lease.ts";
import { watchList } from "./feed/watch-list.ts";
import { readLogPage } from "./logs/log-page.ts";
import { readLogs } from "./logs/read-logs.ts";
import { createScanGate } from "./logs/scan-gate.ts";
import { scanLogs } from "./logs/scan-logs.ts";
import type { LeaseMetrics, Log } from "./observe.ts";
import { createDirectory } from "./queries/directory.ts";
import { listLeases } from "./queries/list-leases.ts";
import { planClose } from "./queries/plan-close.ts";
import { planImages } from "./queries/plan-images.ts";
import { readDiagnostics, readEvents, readOperation, readOperations, readReleases } from "./queries/read-history.ts";
import { readDetail } from "./queries/read-leases.ts";
import { getRetention, listRetentions, listTombstones, readRetention } from "./queries/read-retentions.ts";
import { readVolumes } from "./queries/read-volumes.ts";
import { compareReleases } from "./releases/compare-releases.ts";
import type { LeaseService } from "./service.ts";
import { watchStats } from "./usage/watch-stats.ts";

export interface LeaseServiceOptions {
	readonly stores: Stores;
	/** Read for logs and statistics, and by plans for images, by lists for what volumes hold; commands and pages never wait for it. */
	readonly engine: Pick<Engine, "logs" | "stats"> & Partial<Pick<Engine, "images" | "volumes">>;
	/** The node whose containers the engine shows, by name; it shows all of them when absent. */
	readonly engineNode?: string;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: LeaseMetrics;
	/** How commands are followed; not at all when absent. */
	readonly spans?: Spans;
	readonly policy: LeasePolicy;
}

/** Puts the verbs together. Holds one hub of hints, which listens only while somebody watches. */
export function createLeaseService(options: LeaseServiceOptions): LeaseService {
	const { stores, engine, engineNode = null, clock, log, metrics, policy } = options;
	const apply = createApply({ leases: stores.leases, log, metrics, ...(options.spans && { spans: options.spans }) });
	const context: CommandContext = { apply, stores, clock, policy, metrics };
	const directory = createDirectory(stores, clock);
	const hub = createHintHub(stores, clock);
	const read = { stores, directory, clock, hub, shared: createSharedReads(), metrics };
	const gate = createScanGate();
	const nodeName = async (id: NodeId) => (await directory.nodes()).get(id)?.name ?? null;
	return {
		provision: (caller, tenantId, input, terms) => provisionLease(context, caller, tenantId, input, terms),
		restart: (caller, input) => restartLease(context, caller, input),
		retry: (caller, input, terms) => retryLease(context, caller, input, terms),
		update: (caller, input, terms) => updateLease(context, caller, input, terms),
		scale: (caller, input) => scaleLease(context, caller, input),
		setEnv: (caller, input) => setEnv(context, caller, input),
		setDomain: (caller, input) => setDomain(context, caller, input),
		rollBack: (caller, input) => rollBack(context, caller, input),
		stop: (caller, input) => stopLease(context, caller, input),
		start: (caller, input) => startLease(context, caller, input),
		renew: async (caller, input) => readDetail(read, caller, await renewLease(context, caller, input)),
		planClose: (caller, leaseId) => planClose(context, caller, leaseId),
		close: (caller, input) => closeLease(context, caller, input),
		restore: (caller, tenantId, input, terms) => restoreLease(context, caller, tenantId, input, terms),
		reopen: (caller, input) => reopenLease(context, caller, input),
		cancel: (caller, input) => cancelOperation(context, caller, input),
		wait: (caller, input, signal) => waitFor(read, caller, input, signal),
		planProvision: (caller, tenantId, input) => planProvision(context, { engine, engineNode }, caller, tenantId, input),
		planUpdate: (caller, input) => planUpdate(context, { engine, engineNode, nodeName }, caller, input),
		extendRetention: async (caller, id, expiresAt) => readRetention(stores, await extendRetention(context, caller, id, expiresAt)),
		relinquish: async (caller, id) => readRetention(stores, await relinquishRetention(context, caller, id)),
		quarantine: (caller, leaseId, quarantined) => quarantineLease(context, caller, leaseId, quarantined),
		get: (caller, leaseId) => readDetail(read, caller, leaseId),
		list: (caller, page) => listLeases(read, caller, page),
		operations: (caller, page) => readOperations(stores, caller, page),
		operation: (caller, id) => readOperation(stores, caller, id),
		events: (caller, page) => readEvents(stores, caller, page),
		diagnostics: (caller, leaseId, page) => readDiagnostics(stores, caller, leaseId, page),
		compareReleases: (caller, leaseId, numbers) => compareReleases(stores, caller, leaseId, numbers),
		releases: (caller, leaseId, page) => readReleases(stores, caller, leaseId, page),
		retentions: (caller, page) => listRetentions(stores, caller, page),
		retention: (caller, id) => getRetention(stores, caller, id),
		goneRetentions: (caller, page) => listTombstones(stores, caller, page),
		watch: (caller, leaseId, position, signal) => watchLease(read, caller, leaseId, position, signal),
		watchList: (caller, signal) => watchList(read, caller, signal),
		watchEvents: (caller, signal) => watchEvents(read, caller, signal),
		volumes: (caller, page) => readVolumes({ ...read, engine, engineNode }, caller, page),
		async images(caller, leaseId) {
			const { lease, release } = await readPresent(context, caller, leaseId);
			const { manifest } = release;
			return planImages({ engine, engineNode }, manifest, Object.keys(manifest.services), await nodeName(lease.nodeId));
		},
		async nudge(caller, leaseId) {
			await getOwnLease(context, caller, leaseId);
			await stores.leases.nudge(leaseId);
		},
		async restartActor(caller, leaseId) {
			await getOwnLease(context, caller, leaseId);
			await stores.leases.nudge(leaseId, true);
		},
		stats: (caller, leaseId, signal) => watchStats({ ...read, engine, engineNode }, caller, leaseId, signal),
		logs: (caller, leaseId, lines, signal) => readLogs({ ...read, engine, engineNode }, caller, leaseId, lines, signal),
		logPage: (caller, leaseId, page, signal) => readLogPage({ ...read, engine, engineNode }, caller, leaseId, page, signal),
		scanLogs: (caller, leaseId, query, limits, signal) =>
			scanLogs({ ...read, engine, engineNode, gate }, caller, leaseId, query, limits, signal),
	};
}
