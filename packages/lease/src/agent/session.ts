import { asError, isAppError, type LeaseId, noSpans } from "@berth/core";
import type { Fence, NodeRecord } from "@berth/db";
import type { EngineEvent } from "@berth/engine";
import { followCalls } from "../actor/engine-calls.ts";
import type { Message } from "../actor/inbox.ts";
import { type ActorRegistry, createActorRegistry } from "../actor/registry.ts";
import { createWakeLag } from "../actor/wake-lag.ts";
import type { AgentOptions } from "../agent-types.ts";
import { createApply } from "../apply.ts";
import { createLeftovers, type Leftovers } from "../reconcile/leftovers.ts";
import { lookAtLease } from "../reconcile/look-at-lease.ts";
import { reconcileNode } from "../reconcile/reconcile-node.ts";
import type { SweepReport } from "../retention/sweep-report.ts";
import { defaultHistoryKept, retryWaits } from "../timings.ts";
import { runUnit, type Unit } from "../wide-event.ts";
import { runWork } from "../work/run-work.ts";
import { createTenantNetworks } from "../work/tenant-networks.ts";
import { claimedEngine } from "./claimed-engine.ts";
import { followEngine } from "./follow-engine.ts";
import { createLanes, type Lanes } from "./lanes.ts";
import { runInLane } from "./run-in-lane.ts";
import { createSweep, type Sweep } from "./sweep.ts";
import { createTicker } from "./ticker.ts";

/** All that an agent does under one claim of its node. It ends with the claim. */
export interface Session {
	readonly actors: ActorRegistry;
	readonly lanes: Pick<Lanes, "depths">;
	readonly orphans: Sweep["orphans"];
	/** What of ours on the host belonged to nobody when it was last compared. */
	readonly leftovers: Leftovers["seen"];
	readonly sweeps: () => SweepReport;
	readonly status: {
		readonly engine: "connected" | "disconnected";
		readonly lastReconcileAt: Date | null;
	};
	/** Resolves when the reconcile that runs, or a new one, is done. */
	reconcile(): Promise<void>;
	/** Stops every worker at once, then waits for what runs, bounded. */
	stop(): Promise<void>;
}

export interface SessionOptions extends AgentOptions {
	readonly claimed: { readonly node: NodeRecord; readonly fence: Fence; readonly holds: () => boolean };
	readonly onClaimLost: () => void;
	/** The engine answers again. */
	readonly onEngineSeen: () => void;
}

export function startSession(options: SessionOptions): Session {
	const { stores, clock, log, metrics, timings, publicHost, installationId, onClaimLost, spans = noSpans } = options;
	const { node, fence, holds } = options.claimed;
	const engine = claimedEngine(options.engine, holds);
	const actor = `node:${node.name}`;
	const deadlines = options.deadlines ?? {};
	const apply = createApply({ leases: stores.leases, log, metrics, spans });
	const networks = createTenantNetworks({ engine, leases: stores.leases, installationId, nodeId: node.id });
	const lanes = createLanes({ ...options.lanes, clock, metrics });
	const { ingress, retentionGraceMs, closeData = "retain" } = options;
	const shared = {
		engine,
		networks,
		clock,
		log,
		spans,
		metrics,
		timings,
		publicHost,
		ingress,
		retentionGraceMs,
		actor,
		apply,
		fence,
		stores,
		deadlines,
	};
	const stopped = new AbortController();
	const leftovers = createLeftovers(clock);
	let nextSweepAt: Date | null = null;
	let engineState: "connected" | "disconnected" = "disconnected";
	let lastReconcileAt: Date | null = null;

	const actors = createActorRegistry({
		leases: stores.leases,
		nodeId: node.id,
		clock,
		log,
		metrics,
		runWork: runInLane({ ...shared, lanes }, (inLane, lease, signals, onStep) => runWork({ ...shared, ...inLane }, lease, signals, onStep)),
		look(lease, signal, onCalls) {
			const followed = followCalls(engine, clock);
			onCalls(followed.calls);
			return lookAtLease({ ...shared, engine: followed.engine }, lease, signal);
		},
		onDue: createWakeLag(metrics),
		onClaimLost,
	});
	const route = (leaseId: LeaseId, message: Message) => actors.route(leaseId, message);

	/** Returns whether it was the claim. What else went wrong has its line from where it did. */
	const isClaimLost = (err: unknown): boolean => {
		const isLost = !stopped.signal.aborted && isAppError(err, "CLAIM_LOST");
		if (isLost) onClaimLost();
		return isLost;
	};

	/** Finds work that no hint told of, and wakes for the next timer. */
	const poll = createTicker(clock, async () => {
		try {
			for (const id of await stores.leases.listDueByNode(node.id)) route(id, { cause: "poll" });
			actors.passivate(timings.passivateMs);
			const nextMs = await stores.leases.nextWakeInMs(node.id);
			return Math.min(timings.pollMs, nextMs === null || nextMs === 0 ? timings.pollMs : nextMs);
		} catch (err) {
			if (!isClaimLost(err) && !stopped.signal.aborted) log.warn({ op: "poll", err: asError(err) }, "could not look for work");
			return Math.min(timings.pollMs, retryWaits.maxMs);
		}
	});

	const reconciling = createTicker(clock, async (signal) => {
		try {
			const look = (id: LeaseId) => void route(id, { cause: "reconcile" });
			const unit: Unit = { log, clock, quiet: true, count: metrics.reconciled };
			await runUnit(unit, { op: "reconcile", kind: "timer", ok: true, nodeId: node.id }, () =>
				reconcileNode({ stores, engine, networks, nodeId: node.id, publicHost, log, metrics, look, leftovers }, signal),
			);
			lastReconcileAt = clock.now();
			return timings.reconcileMs;
		} catch (err) {
			isClaimLost(err);
			return Math.min(timings.reconcileMs, RECONCILE_RETRY_MS);
		}
	});

	const sweep = createSweep({
		...shared,
		closeData,
		nodeId: node.id,
		nodeName: node.name,
		actorStates: () => actors.states(),
		historyKept: { ...defaultHistoryKept, ...options.historyKept },
	});
	const sweeping = createTicker(clock, async (signal) => {
		try {
			await sweep.run(signal);
		} catch (err) {
			isClaimLost(err);
		}
		nextSweepAt = new Date(clock.now().getTime() + timings.sweepMs);
		return timings.sweepMs;
	});

	const unsubscribe = stores.wakeups.subscribe({
		onHint: (hint) => {
			if (hint.nodeId !== node.id) return;
			if (hint.isRestart) return void actors.restart(hint.leaseId);
			route(
				hint.leaseId,
				hint.isNudge ? { cause: "reconcile", detail: "asked by hand" } : { cause: "hint", ...(hint.row && { row: hint.row }) },
			);
		},
		// What an actor saw while the database was away could not be written: it is looked for again.
		onResync: () => {
			poll.soon();
			reconciling.soon();
		},
	});
	const following = followEngine(engine, { clock, log }, stopped.signal, (event) => {
		const heard = toMessage(event);
		if (heard) return void route(heard.leaseId, heard.message);
		if (event.kind === "disconnected") engineState = "disconnected";
		if (event.kind !== "resync") return;
		engineState = "connected";
		options.onEngineSeen();
		reconciling.soon();
	});
	poll.soon();
	reconciling.soon();
	sweeping.soon();

	return {
		actors,
		lanes,
		orphans: sweep.orphans,
		leftovers: leftovers.seen,
		sweeps: () => ({ ...sweep.report(), nextAt: nextSweepAt }),
		get status() {
			return { engine: engineState, lastReconcileAt };
		},
		async reconcile() {
			reconciling.soon();
			await reconciling.idle();
		},
		async stop() {
			stopped.abort();
			unsubscribe();
			await Promise.all([actors.stop(), poll.stop(), reconciling.stop(), sweeping.stop(), following]);
		},
	};
}

/** Between tries of a reconcile that could not be done. Shorter: a broken engine is asked all the time. Longer: drift stays. */
const RECONCILE_RETRY_MS = 5_000;

/** What an event of the engine is to a lease's actor; null when it is about none. */
function toMessage(event: EngineEvent): { readonly leaseId: LeaseId; readonly message: Message } | null {
	if (event.kind !== "container" || event.leaseId === null) return null;
	const isBad = ["die", "oom", "destroy"].includes(event.action) || event.health === "unhealthy";
	const isGood = ["start", "unpause"].includes(event.action) || event.health === "healthy";
	if (!isBad && !isGood) return null;
	const detail = `${event.health ?? event.action} ${event.service}-${event.index}`;
	// The label holds the id we wrote there; one that names no lease finds no row.
	return { leaseId: event.leaseId as LeaseId, message: { cause: "engine", detail, isBad } };
}
