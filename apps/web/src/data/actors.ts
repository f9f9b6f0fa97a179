import type { RouterOutputs } from "@berth/client";
import type { ActorView, LeaseState } from "@berth/core";

export type ActorsSnapshot = RouterOutputs["admin"]["actors"]["list"];

export interface ActorFilter {
	readonly isStuck: boolean;
	/** More than so many messages wait; null lets all through. */
	readonly inboxOver: number | null;
	readonly state: LeaseState | null;
	readonly tenant: string | null;
	readonly nodeId: string | null;
}

/** The rows a filter lets through: what is longest past its deadline first, then what has most waiting, then what is busy. */
export function arrangeActors(actors: readonly ActorView[], filter: ActorFilter): readonly ActorView[] {
	return actors
		.filter(
			(actor) =>
				(!filter.isStuck || actor.stuckMs > 0) &&
				actor.inbox > (filter.inboxOver ?? -1) &&
				(filter.state ?? actor.state) === actor.state &&
				(filter.tenant ?? actor.tenantName) === actor.tenantName &&
				(filter.nodeId ?? actor.nodeId) === actor.nodeId,
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
	readonly refused: number;
	readonly panics: number;
} {
	const count = (holds: (actor: ActorView) => boolean) => actors.filter(holds).length;
	return {
		live: count(({ run }) => run !== "passive"),
		busy: count(({ run }) => run === "busy"),
		inbox: actors.reduce((sum, { inbox }) => sum + inbox, 0),
		stuck: count(({ stuckMs }) => stuckMs > 0),
		refused: actors.reduce((sum, { refused }) => sum + refused, 0),
		panics: actors.reduce((sum, { panics }) => sum + panics, 0),
	};
}

/** How much of its time the work of an actor has used, in hundredths; null where it has no deadline. */
export function shareOfTime({ startedAt, deadlineAt }: Pick<ActorView, "startedAt" | "deadlineAt">, nowMs: number): number | null {
	if (startedAt === null || deadlineAt === null) return null;
	const allowed = Date.parse(deadlineAt) - Date.parse(startedAt);
	return allowed <= 0 ? null : Math.max(0, Math.round(((nowMs - Date.parse(startedAt)) / allowed) * 100));
}
