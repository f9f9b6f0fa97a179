import type { Clock, LeaseId } from "@berth/core";
import type { Fence, Stores } from "@berth/db";
import type { ActorState } from "./actor-state.ts";

export interface StuckTools {
	readonly stores: { readonly webhooks: Pick<Stores["webhooks"], "tellStuck"> };
	readonly fence: Fence;
	readonly clock: Pick<Clock, "now">;
	readonly timings: { readonly stuckNoticeMs: number };
	/** The actors of the node. */
	readonly actorStates: () => ReadonlyMap<LeaseId, ActorState>;
}

/** Tells webhooks of actors that are past their deadline for long, each deadline once. Errors  CLAIM_LOST, DATABASE_UNAVAILABLE. */
export function createStuckWatch({ stores, fence, clock, timings, actorStates }: StuckTools): (signal: AbortSignal) => Promise<void> {
	/** The deadlines that were told of, of actors that are still stuck. */
	let told = new Map<LeaseId, number>();
	return async (signal) => {
		const still = new Map<LeaseId, number>();
		for (const [id, { lease, busy, queued, step, current }] of actorStates()) {
			if (signal.aborted) return;
			// Whoever waits for a turn is given a new deadline with it.
			if (lease === null || lease.deadlineAt === null || !busy || queued) continue;
			const deadlineMs = lease.deadlineAt.getTime();
			const stuckMs = clock.now().getTime() - deadlineMs;
			if (stuckMs < timings.stuckNoticeMs) continue;
			if (told.get(id) !== deadlineMs)
				await stores.webhooks.tellStuck(fence, id, {
					state: lease.state,
					step,
					current,
					deadlineAt: lease.deadlineAt.toISOString(),
					stuckSeconds: Math.floor(stuckMs / 1_000),
				});
			still.set(id, deadlineMs);
		}
		told = still;
	};
}
