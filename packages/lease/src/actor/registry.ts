import type { LeaseId } from "@berth/core";
import type { ActorState } from "./actor-state.ts";
import type { Message } from "./inbox.ts";
import { type ActorTools, createLeaseActor, type LeaseActor } from "./lease-actor.ts";

/** The actors of one node, made when a message comes and forgotten when they have rested. Nobody else holds one. */
export interface ActorRegistry {
	/** Never blocks. Returns whether the message was taken; a refused one is found again by reconcile. */
	route(leaseId: LeaseId, message: Message): boolean;
	/**
	 * Lets an actor go with all that it remembers, and has another go on from the row. Its worker is stopped first, as at the end of a
	 * process: what it was at stays as the row says. What comes meanwhile is refused, and the new one looks at everything.
	 */
	restart(leaseId: LeaseId): Promise<void>;
	/** Forgets actors that have had nothing to do for this long. */
	passivate(idleMs: number): void;
	states(): ReadonlyMap<LeaseId, ActorState>;
	/** Null where it has none. */
	stateOf(leaseId: LeaseId): ActorState | null;
	/** Stops every worker at once and waits, bounded. Takes nothing more. */
	stop(): Promise<void>;
}

export function createActorRegistry(tools: ActorTools): ActorRegistry {
	const actors = new Map<LeaseId, LeaseActor>();
	/** Restarts by hand, which are few: they outlive the actors they count. */
	const restarts = new Map<LeaseId, number>();
	let stopped = false;
	const resolve = (leaseId: LeaseId): LeaseActor => {
		const known = actors.get(leaseId);
		if (known) return known;
		const made = createLeaseActor(leaseId, tools, restarts.get(leaseId) ?? 0);
		actors.set(leaseId, made);
		return made;
	};
	return {
		route: (leaseId, message) => !stopped && resolve(leaseId).offer(message),
		async restart(leaseId) {
			const old = actors.get(leaseId);
			// It stays in its place until it has ended, so that nobody makes a second one beside it.
			await old?.stop();
			const now = actors.get(leaseId);
			// Whoever asked at the same time was first.
			if (stopped || (now !== undefined && now !== old)) return;
			actors.delete(leaseId);
			restarts.set(leaseId, (restarts.get(leaseId) ?? 0) + 1);
			resolve(leaseId).offer({ cause: "reconcile", detail: "restarted by hand" });
		},
		passivate(idleMs) {
			const before = tools.clock.monotonicMs() - idleMs;
			for (const [leaseId, actor] of actors) if (actor.idleSinceMs !== null && actor.idleSinceMs <= before) actors.delete(leaseId);
		},
		stateOf: (leaseId) => actors.get(leaseId)?.state ?? null,
		states: () => new Map([...actors].map(([leaseId, actor]) => [leaseId, actor.state])),
		async stop() {
			stopped = true;
			await Promise.all([...actors.values()].map((actor) => actor.stop()));
			actors.clear();
		},
	};
}
