import type { RouterOutputs } from "@berth/client";
import type { ActorView, LeaseState } from "@berth/core";

export type ActorsSnapshot = RouterOutputs["admin"]["actors"]["list"];

export interface ActorFilter {
	readonly isStuck: boolean;
	readonly hasInbox: boolean;
	readonly state: LeaseState | null;
}

/** The rows a filter lets through: what is longest past its deadline first, then what has most waiting, then what is busy. */
export function arrangeActors(actors: readonly ActorView[], filter: ActorFilter): readonly ActorView[] {
	return actors
		.filter(
			(actor) =>
				(!filter.isStuck || actor.stuckMs > 0) && (!filter.hasInbox || actor.inbox > 0) && (filter.state ?? actor.state) === actor.state,
		)
		.toSorted((a, b) => b.stuckMs - a.stuckMs || b.inbox - a.inbox || rank(b) - rank(a) || a.leaseName.localeCompare(b.leaseName));
}

const rank = ({ run }: ActorView): number => (run === "quarantined" ? 2 : run === "busy" ? 1 : 0);

/** The line above the table. */
export function sumActors(actors: readonly ActorView[]): {
	readonly live: number;
	readonly busy: number;
	readonly inbox: number;
	readonly stuck: number;
} {
	const count = (holds: (actor: ActorView) => boolean) => actors.filter(holds).length;
	return {
		live: count(({ run }) => run !== "passive"),
		busy: count(({ run }) => run === "busy"),
		inbox: actors.reduce((sum, { inbox }) => sum + inbox, 0),
		stuck: count(({ stuckMs }) => stuckMs > 0),
	};
}
