import type { Reason } from "@berth/core";
import type { InstanceRecord, LeaseRecord } from "@berth/db";
import type { ContainerObservation } from "@berth/engine";
import { canRecover, expectsInstances } from "../machine/predicates.ts";
import { isDead, isSameInstance, toInstanceRecord, type WantedInstance, wantedInstances } from "../work/instance-rows.ts";

export interface DeadInstance extends WantedInstance {
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
	/** Containers of generations that neither serve nor are kept for their logs. */
	readonly stale: readonly ContainerObservation[];
	/** Containers that run although the lease failed before it ever served. */
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
	if (lease.state !== "ready" && lease.state !== "failed") return nothing;
	const serving = lease.observedGeneration;
	const kept = new Set([...rows.map((row) => row.generation), serving ?? lease.generation]);
	const stale = observed.filter(
		(one) => one.generation !== null && (serving === null ? !kept.has(one.generation) : one.generation !== serving),
	);
	if (serving === null) return { ...nothing, stale, strays: observed.filter((one) => !stale.includes(one) && isUp(one)) };
	const pairs = wantedInstances(lease).map((instance) => ({
		instance,
		seen: observed.find((one) => one.generation === serving && one.service === instance.service && one.index === instance.index) ?? null,
	}));
	const changed = pairs.flatMap(({ instance, seen }) => {
		const before = rows.find((row) => row.generation === serving && row.service === instance.service && row.index === instance.index);
		const now = seen ? toInstanceRecord({ ...instance, generation: serving }, seen, publicHost) : before && missing(before);
		return now === undefined || isSameInstance(before, now) ? [] : [now];
	});
	return {
		dead: expectsInstances(lease.state) ? pairs.flatMap(({ instance, seen }) => deadInstance(instance, seen)) : [],
		recovered:
			canRecover(lease) && pairs.every(({ seen }) => seen !== null && isUp(seen) && (seen.health === "none" || seen.health === "healthy")),
		stale,
		strays: [],
		changed,
	};
}

const isUp = (observed: ContainerObservation): boolean => observed.phase === "running";

const deadInstance = (instance: WantedInstance, seen: ContainerObservation | null): DeadInstance[] => {
	if (seen === null) return [{ ...instance, containerId: null, reason: "InstanceMissing" }];
	if (!isDead(seen)) return [];
	const reason = seen.phase === "gone" ? "InstanceMissing" : seen.oomKilled ? "OutOfMemory" : "ContainerExited";
	return [{ ...instance, containerId: seen.id, reason }];
};

const missing = (row: InstanceRecord): InstanceRecord => ({ ...row, containerId: null, state: "missing", endpoints: [] });
