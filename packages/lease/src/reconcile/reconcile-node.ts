import { isId, type LeaseId, type NodeId, type TenantId } from "@berth/core";
import type { LeaseRecord, Stores } from "@berth/db";
import type { ContainerObservation, Engine } from "@berth/engine";
import type { LeaseMetrics, Log } from "../observe.ts";
import type { TenantNetworks } from "../work/tenant-networks.ts";
import { diff, needsLook, type Open, type Seen } from "./diff.ts";

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
	const seen = await observe(tools, signal);
	const open = await lookWhereNeeded(tools, seen, signal);
	const { ownerless, emptyNetworks } = diff(seen, open);
	for (const [leaseId, containers] of ownerless) await removeOwnerless(tools, leaseId, containers, signal);
	for (const { name, tenantId } of emptyNetworks) {
		tools.metrics.drift("network");
		tools.log.info({ network: name, tenantId }, "removing a network without a lease");
		// The label holds what we wrote there.
		await tools.networks.removeUnused(tenantId as TenantId, null, { signal });
	}
}

/** Leases are read so many at a time, with the rows of their instances. More: a spike of memory. Fewer: more round trips. */
const PAGE = 500;

/** The node first and the rows after it: so what has a container has its row by then, and nothing is ownerless for being new. */
async function observe({ engine }: ReconcileTools, signal: AbortSignal): Promise<Seen> {
	const [containers, networks] = await Promise.all([
		engine.containers.list({ managed: true }, { signal }),
		engine.networks.list({ signal }),
	]);
	return { containers, networks };
}

/** Makes every actor look that must. Returns whose things are on the node by right. */
async function lookWhereNeeded({ stores, nodeId, publicHost, look }: ReconcileTools, seen: Seen, signal: AbortSignal): Promise<Open> {
	const byLease = Map.groupBy(seen.containers, (one) => one.leaseId);
	const open = { leases: new Set<string>(), tenants: new Set<string>() };
	let page: LeaseRecord[] = [];
	do {
		signal.throwIfAborted();
		const after = page.at(-1)?.id;
		page = await stores.leases.listOpenByNode(nodeId, { limit: PAGE, ...(after && { after }) });
		const rows = await stores.reader.instances(page.map((lease) => lease.id));
		for (const lease of page) {
			open.leases.add(lease.id);
			open.tenants.add(lease.tenantId);
			if (needsLook(lease, rows.get(lease.id) ?? [], byLease.get(lease.id) ?? [], publicHost)) look(lease.id);
		}
	} while (page.length === PAGE);
	return open;
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
