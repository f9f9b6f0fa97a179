import type { LeaseId } from "@berth/core";
import type { ActorState } from "./actor-state.ts";
import type { Message } from "./inbox.ts";
import { type ActorTools, createLeaseActor, type LeaseActor } from "./lease-actor.ts";

/** The actors of one node, made when a message comes and forgotten when they have rested. Nobody else holds one. */
export interface ActorRegistry {
	/** Never blocks. Returns whether the message was taken; a refused one is found again by reconcile. */
	route(leaseId: LeaseId, message: Message): boolean;
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
	let stopped = false;
	const resolve = (leaseId: LeaseId): LeaseActor => {
		const known = actors.get(leaseId);
		if (known) return known;
		const made = createLeaseActor(leaseId, tools);
		actors.set(leaseId, made);
		return made;
	};
	return {
		route: (leaseId, message) => !stopped && resolve(leaseId).offer(message),
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
