import type { Reason } from "@berth/core";
import type { InstanceRecord, LeaseRecord } from "@berth/db";
import type { ContainerObservation } from "@berth/engine";
import { keepRoutes } from "../ingress/routes.ts";
import { canRecover, expectsInstances } from "../machine/predicates.ts";
import { instanceKey, parseInstanceKey } from "../names.ts";
import { isDead, isSameInstance, toInstanceRecord, type WantedInstance } from "../work/instance-rows.ts";

/** An instance that serves, with the generation of its container. */
export interface ServingInstance extends WantedInstance {
	readonly generation: number;
}

export interface DeadInstance extends ServingInstance {
	/** Null when nothing of it is on the node. */
	readonly containerId: string | null;
	readonly reason: Reason;
}

/** What a resting lease and its containers say about each other. */
export interface Judgement {
	/** Instances that should run and do not. Only ever of a lease that is ready. */
	readonly dead: readonly DeadInstance[];
	/** A failed lease that served once and of which every instance runs again. */
	readonly recovered: boolean;
	/** Containers that neither serve nor are kept for their logs. */
	readonly stale: readonly ContainerObservation[];
	/** Containers that run and should not: of a stopped lease, of one that failed before it ever served, or kept for their logs alone. */
	readonly strays: readonly ContainerObservation[];
	/** Rows that say something else than what is seen. */
	readonly changed: readonly InstanceRecord[];
}

export const isQuiet = ({ dead, recovered, stale, strays, changed }: Judgement): boolean =>
	!recovered && dead.length + stale.length + strays.length + changed.length === 0;

const nothing: Judgement = { dead: [], recovered: false, stale: [], strays: [], changed: [] };

/**
 * Compares a resting lease with what was seen of it. Pure; `observed` is every container with the lease's label, from an answer
 * that was complete.
 */
export function judge(
	lease: LeaseRecord,
	rows: readonly InstanceRecord[],
	observed: readonly ContainerObservation[],
	publicHost: string,
): Judgement {
	if (lease.state !== "ready" && lease.state !== "failed" && lease.state !== "stopped") return nothing;
	const { serving } = lease;
	const [ours, others] = partition(observed, (one) => serving !== null && one.generation === serving[keyOf(one) ?? ""]);
	const stale = others.filter((one) => one.generation !== null && !isKept(lease, rows, one));
	const idle = others.filter((one) => !stale.includes(one) && isUp(one));
	if (serving === null) return { ...nothing, stale, strays: idle };

	const pairs = servingInstances(serving).map((instance) => ({
		instance,
		seen: ours.find((one) => one.service === instance.service && one.index === instance.index) ?? null,
	}));
	const changed = pairs.flatMap(({ instance, seen }) => {
		const before = rows.find((row) => isOf(row, instance));
		const now = seen ? keepRoutes(before, toInstanceRecord(instance, seen, publicHost)) : before && missing(before);
		return now === undefined || isSameInstance(before, now) ? [] : [now];
	});
	return {
		dead: expectsInstances(lease.state) ? pairs.flatMap(({ instance, seen }) => deadInstance(instance, seen)) : [],
		recovered: canRecover(lease) && pairs.length > 0 && pairs.every(({ seen }) => seen !== null && isWell(seen)),
		stale,
		strays: lease.state === "stopped" ? [...idle, ...ours.filter(isUp)] : idle,
		changed,
	};
}

const servingInstances = (serving: NonNullable<LeaseRecord["serving"]>): ServingInstance[] =>
	Object.entries(serving).map(([key, generation]) => ({ ...parseInstanceKey(key), generation }));

const keyOf = ({ service, index }: ContainerObservation): string | null =>
	service === null || index === null ? null : instanceKey({ service, index });

/**
 * What does not serve is kept where a row still shows it, for its logs: an init that ended, and what failed before anything served.
 * Of an instance that serves there is one container.
 */
function isKept({ serving, generation }: LeaseRecord, rows: readonly InstanceRecord[], one: ContainerObservation): boolean {
	if (serving === null && one.generation === generation) return true;
	if (serving !== null && serving[keyOf(one) ?? ""] !== undefined) return false;
	return rows.some((row) => isOf(row, one));
}

const isOf = (
	row: InstanceRecord,
	{ service, index, generation }: Pick<ContainerObservation, "service" | "index" | "generation">,
): boolean => row.service === service && row.index === index && row.generation === generation;

const isUp = (observed: ContainerObservation): boolean => observed.phase === "running";
const isWell = (observed: ContainerObservation): boolean => isUp(observed) && (observed.health === "none" || observed.health === "healthy");

const deadInstance = (instance: ServingInstance, seen: ContainerObservation | null): DeadInstance[] => {
	if (seen === null) return [{ ...instance, containerId: null, reason: "InstanceMissing" }];
	if (!isDead(seen)) return [];
	const reason = seen.phase === "gone" ? "InstanceMissing" : seen.oomKilled ? "OutOfMemory" : "ContainerExited";
	return [{ ...instance, containerId: seen.id, reason }];
};

const missing = (row: InstanceRecord): InstanceRecord => ({ ...row, containerId: null, state: "missing", endpoints: [] });

function partition<T>(all: readonly T[], is: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
	const { yes = [], no = [] } = Object.groupBy(all, (one) => (is(one) ? "yes" : "no"));
	return [yes, no];
}
