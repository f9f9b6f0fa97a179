import { asError, isAppError, type Millis, SECOND } from "@berth/core";
import type { Fence, NodeRecord } from "@berth/db";
import { snapshotActors } from "../actor/snapshot.ts";
import type { Agent, AgentOptions } from "../agent-types.ts";
import { retryWaits } from "../timings.ts";
import { createUsageRecorder } from "../usage/recorder.ts";
import { keepClaim } from "./keep-claim.ts";
import { type Session, startSession } from "./session.ts";

/** Between looks at a claim that another holds. Longer: a killed agent's successor idles. Shorter: more questions while it waits. */
const CLAIM_RETRY_MS = SECOND;

/** Works one node: waits for its claim, works under it, and begins anew when the claim is lost. */
export function createAgent(options: AgentOptions): Agent {
	const { stores, engine, clock, log, metrics, holder, timings } = options;
	const stopped = new AbortController();
	let running: Promise<void> | null = null;
	let node: NodeRecord | null = null;
	let session: Session | null = null;
	let resynced = new AbortController();
	let isWaiting = false;
	const recorder = options.usage === undefined ? null : createUsageRecorder({ stores, engine, clock, log, options: options.usage });

	const run = async () => {
		const unsubscribe = stores.wakeups.subscribe({ onHint: () => undefined, onResync: () => resynced.abort() });
		await claimAndWork().finally(unsubscribe);
	};
	const claimAndWork = async () => {
		while (!stopped.signal.aborted) {
			try {
				node = await stores.nodes.register(options.node);
				const sinceMs = clock.monotonicMs();
				const fence = await stores.nodes.claim(node.id, holder, timings.claimMs);
				isWaiting = fence === null;
				if (fence) await workUnder(node, fence, sinceMs);
				else await rest(Math.min(timings.claimMs / 3, CLAIM_RETRY_MS));
			} catch (err) {
				isWaiting = false;
				log.warn({ node: options.node.name, err: asError(err) }, "could not claim the node");
				await rest(retryWaits.maxMs);
			}
		}
	};
	/** Cut short when the database is there again: the claim that lapsed meanwhile is wanted back at once. */
	const rest = (ms: number) => {
		resynced = new AbortController();
		return clock.sleep(ms, AbortSignal.any([stopped.signal, resynced.signal])).catch(() => undefined);
	};

	const workUnder = async (claimed: NodeRecord, fence: Fence, sinceMs: Millis) => {
		log.info({ node: claimed.name, epoch: fence.epoch }, "node claimed");
		metrics.claimTaken();
		const lost = new AbortController();
		const claim = keepClaim(
			{ stores, engine, clock, log, fence, claimMs: timings.claimMs, sinceMs },
			AbortSignal.any([stopped.signal, lost.signal]),
		);
		session = startSession({
			...options,
			claimed: { node: claimed, fence, holds: () => !lost.signal.aborted && claim.holds() },
			onClaimLost: () => lost.abort(),
			onEngineSeen: () => claim.renewSoon(),
		});
		recorder?.begin(claimed.id, fence);
		try {
			await claim.over;
		} finally {
			const ended = session;
			session = null;
			if (!stopped.signal.aborted) {
				metrics.claimLost();
				log.warn({ node: claimed.name, epoch: fence.epoch }, "claim lost");
			}
			await Promise.all([ended.stop(), recorder?.end()]);
			await stores.nodes.drop(fence).catch((err: unknown) => {
				if (!isAppError(err, "CLAIM_LOST")) log.warn({ err: asError(err) }, "could not give the claim up");
			});
		}
	};

	return {
		start() {
			running ??= run();
		},
		async stop() {
			stopped.abort();
			await running;
		},
		actors: {
			snapshot: async () => (node ? snapshotActors(stores, node.id, session?.actors.states() ?? new Map(), clock.now()) : []),
			here: () => {
				if (node === null || session === null) return null;
				const { actors } = session;
				return { nodeId: node.id, stateOf: actors.stateOf };
			},
		},
		status: () => ({
			claimed: session !== null,
			waiting: isWaiting && session === null,
			engine: session?.status.engine ?? "disconnected",
			lastReconcileAt: session?.status.lastReconcileAt ?? null,
			lastEventAt: engine.events.lastSeenAt(),
		}),
		sweeps: () => session?.sweeps() ?? null,
		leftovers: () => session?.leftovers() ?? null,
		orphanVolumes: () => session?.orphans() ?? [],
		watching: () => recorder?.figures() ?? null,
		lanes: () => session?.lanes.depths() ?? idleLanes,
		reconcile: async () => session?.reconcile(),
	};
}

const idle = { waiting: 0, running: 0 } as const;
const idleLanes = { work: idle, pull: idle } as const;
