import type { NodeId } from "@berth/core";
import { isId, type LeaseId, type TenantId } from "@berth/core";
import type { Stores } from "@berth/db";
import type { ContainerObservation, Engine } from "@berth/engine";
import type { LeaseMetrics, Log } from "../observe.ts";
import type { TenantNetworks } from "../work/tenant-networks.ts";
import { diff, needsLook, type Sides } from "./diff.ts";

export interface ReconcileTools {
	readonly stores: Pick<Stores, "leases" | "reader">;
	readonly engine: Pick<Engine, "containers" | "networks">;
	readonly networks: TenantNetworks;
	readonly nodeId: NodeId;
	readonly publicHost: string;
	readonly log: Log;
	readonly metrics: LeaseMetrics;
	/** Makes the lease's actor look. */
	readonly look: (leaseId: LeaseId) => void;
}

/**
 * Makes a node and its rows agree: observe, compare, act. What belongs to an open lease is its actor's to act on; what belongs to
 * nobody any more is removed here.
 *
 * Errors  the engine's or the database's: what cannot be read is no evidence, and nothing is done.
 */
export async function reconcileNode(tools: ReconcileTools, signal: AbortSignal): Promise<void> {
	const sides = await observe(tools, signal);
	await lookWhereNeeded(tools, sides);
	const { ownerless, emptyNetworks } = diff(sides);
	for (const [leaseId, containers] of ownerless) await removeOwnerless(tools, leaseId, containers, signal);
	for (const { name, tenantId } of emptyNetworks) {
		tools.metrics.drift("network");
		tools.log.info({ network: name, tenantId }, "removing a network without a lease");
		// The label holds what we wrote there.
		await tools.networks.removeUnused(tenantId as TenantId, null, { signal });
	}
}

/** Rows of instances are read for this many leases at a time. More: a spike of memory. Fewer: more round trips. */
const CHUNK = 500;

async function observe({ engine, stores, nodeId }: ReconcileTools, signal: AbortSignal): Promise<Sides> {
	const [containers, networks] = await Promise.all([
		engine.containers.list({ managed: true }, { signal }),
		engine.networks.list({ signal }),
	]);
	return { containers, networks, leases: await stores.leases.listOpenByNode(nodeId) };
}

async function lookWhereNeeded({ stores, publicHost, look }: ReconcileTools, { containers, leases }: Sides): Promise<void> {
	const byLease = Map.groupBy(containers, (one) => one.leaseId);
	for (let at = 0; at < leases.length; at += CHUNK) {
		const chunk = leases.slice(at, at + CHUNK);
		const rows = await stores.reader.instances(chunk.map((lease) => lease.id));
		for (const lease of chunk) if (needsLook(lease, rows.get(lease.id) ?? [], byLease.get(lease.id) ?? [], publicHost)) look(lease.id);
	}
}

/** Removes containers of a lease that is closed, or that certainly is not in the database; keeps them whenever that is not sure. */
async function removeOwnerless(
	{ stores, engine, log, metrics }: ReconcileTools,
	leaseId: string,
	containers: readonly ContainerObservation[],
	signal: AbortSignal,
): Promise<void> {
	if (!isId(leaseId)) return;
	const lease = await stores.leases.find(leaseId as LeaseId, "all");
	if (lease !== null && lease.state !== "closed") return;
	for (const { id, name } of containers) {
		metrics.drift("ownerless");
		log.warn({ leaseId, container: name, why: lease === null ? "no such lease" : "closed" }, "removing a container without a lease");
		await engine.containers.remove(id, { signal });
	}
}
