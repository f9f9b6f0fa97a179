import { AppError, type DriftView, type LeaseId } from "@berth/core";
import type { Stores } from "@berth/db";
import type { ContainerObservation, Engine } from "@berth/engine";
import { isQuiet, judge } from "./judge.ts";

/**
 * Where a resting lease and its containers disagree at the moment. Nothing is changed: the actor looks for itself. Null where the lease
 * is on another node.
 *
 * Errors  NOT_FOUND; the engine's: what cannot be read is no drift.
 * Cost    the lease's containers, listed once.
 */
export async function readDrift(
	tools: {
		readonly stores: Pick<Stores, "leases" | "nodes" | "reader">;
		readonly engine: Pick<Engine, "containers">;
		readonly nodeName: string;
		readonly publicHost: string;
	},
	leaseId: LeaseId,
	signal: AbortSignal,
): Promise<DriftView | null> {
	const { stores, engine, nodeName, publicHost } = tools;
	const lease = await stores.leases.find(leaseId, "all");
	if (lease === null) throw new AppError("NOT_FOUND", { data: { leaseId } });
	if ((await stores.nodes.find(lease.nodeId))?.name !== nodeName) return null;
	const [observed, rows] = await Promise.all([engine.containers.list({ leaseId }, { signal }), stores.reader.instances([leaseId])]);
	const judgement = judge(lease, rows.get(leaseId) ?? [], observed, publicHost);
	return {
		state: lease.state,
		isJudged: ["ready", "failed", "stopped"].includes(lease.state),
		agrees: isQuiet(judgement),
		containers: observed.length,
		dead: judgement.dead.map(({ service, index, generation, reason }) => ({ service, index, generation, reason })),
		recovered: judgement.recovered,
		stale: judgement.stale.map(toSeen),
		strays: judgement.strays.map(toSeen),
		changed: judgement.changed.map(({ service, index, generation, state }) => ({ service, index, generation, state })),
	};
}

const toSeen = ({ name, service, index, generation, phase }: ContainerObservation) => ({ name, service, index, generation, phase });
