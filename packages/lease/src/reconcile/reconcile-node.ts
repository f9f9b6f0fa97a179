import { isId, type LeaseId, type NodeId, type TenantId } from "@berth/core";
import type { LeaseRecord, Stores } from "@berth/db";
import type { ContainerObservation, Engine, NetworkObservation } from "@berth/engine";
import type { LeaseMetrics, Log } from "../observe.ts";
import type { TenantNetworks } from "../work/tenant-networks.ts";
import { emptyNetworksOf, needsLook, type Open, ownerlessOf } from "./diff.ts";
import type { Leftover, Leftovers } from "./leftovers.ts";

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
	/** Is told of what belongs to nobody. */
	readonly leftovers: Pick<Leftovers, "look">;
}

/**
 * Makes a node and its rows agree: observe, compare, act. What belongs to an open lease is its actor's to act on; what belongs to
 * nobody any more is removed here.
 *
 * Shape   walks containers and rows side by side, ordered by lease, so that neither all of a node nor all of its rows are ever held.
 * Errors  the engine's or the database's: what cannot be read is no evidence, and nothing more is done.
 */
export async function reconcileNode(tools: ReconcileTools, signal: AbortSignal): Promise<void> {
	const { engine, metrics, log } = tools;
	const looking = tools.leftovers.look();
	const { saw } = looking;
	const tenants = new Set<string>();
	const networks = await engine.networks.list({ signal });
	/** How far rows were read. */
	let after: LeaseId | undefined;
	const look = async (containers: readonly ContainerObservation[], until: LeaseId | undefined) => {
		const open = await lookWhereNeeded(tools, containers, { after, until }, signal);
		after = until;
		for (const tenantId of open.tenants) tenants.add(tenantId);
		for (const one of nameless(containers)) saw({ ...ofContainer(one), why: "names-no-lease", fate: "kept" });
		for (const [leaseId, ownerless] of ownerlessOf(containers, open.leases)) await removeOwnerless(tools, leaseId, ownerless, saw, signal);
	};
	await engine.containers.walk(
		async (containers) => {
			// What bears another label than we write is nobody's; it says nothing about how far rows are to be read.
			const last = containers.findLast(({ leaseId }) => leaseId !== null && isId(leaseId))?.leaseId;
			if (last) await look(containers, last as LeaseId);
		},
		{ signal },
	);
	// The leases behind the last one that has a container.
	await look([], undefined);
	for (const one of networks) if (one.tenantId === null) saw({ ...ofNetwork(one), why: "names-no-tenant", fate: "kept" });
	for (const network of emptyNetworksOf(networks, tenants)) {
		const { name, tenantId } = network;
		metrics.drift("network");
		log.info({ network: name, tenantId }, "removing a network without a lease");
		// The label holds what we wrote there.
		const what = { ...ofNetwork(network), why: "no-open-lease" } as const;
		const removal = tools.networks.removeUnused(tenantId as TenantId, null, { signal });
		// Of a tenant's networks that of its name alone is the node's to remove.
		await followRemoval(what, removal, name === tools.networks.name(tenantId as TenantId) ? saw : (one) => saw({ ...one, fate: "kept" }));
	}
	looking.end();
}

type Saw = (leftover: Leftover) => void;

/** One that resists is told of before the look breaks off for it. */
async function followRemoval(what: Omit<Leftover, "fate">, removal: Promise<unknown>, saw: Saw): Promise<void> {
	try {
		await removal;
	} catch (err) {
		saw({ ...what, fate: "failed" });
		throw err;
	}
	saw({ ...what, fate: "removed" });
}

/** Whose label names nobody: not even who to ask for. */
const nameless = (containers: readonly ContainerObservation[]) => containers.filter(({ leaseId }) => leaseId === null || !isId(leaseId));

const ofContainer = ({ id, name, image, phase, leaseId, tenantId }: ContainerObservation) => ({
	kind: "container" as const,
	id,
	name,
	image,
	phase,
	leaseId,
	tenantId,
});

const ofNetwork = ({ id, name, tenantId }: NetworkObservation) => ({
	kind: "network" as const,
	id,
	name,
	image: null,
	phase: null,
	leaseId: null,
	tenantId,
});

/** Leases are read so many at a time, with the rows of their instances. More: a spike of memory. Fewer: more round trips. */
const PAGE = 500;

/**
 * Makes every actor look that must, of the leases behind `after` up to `until`, whose containers are `seen`. Returns whose things are
 * there by right.
 *
 * The node was looked at before the rows are: so what has a container has its row by then, and nothing is ownerless for being new.
 */
async function lookWhereNeeded(
	{ stores, nodeId, publicHost, look }: ReconcileTools,
	seen: readonly ContainerObservation[],
	range: { readonly after: LeaseId | undefined; readonly until: LeaseId | undefined },
	signal: AbortSignal,
): Promise<Open> {
	const byLease = Map.groupBy(seen, (one) => one.leaseId);
	const open = { leases: new Set<string>(), tenants: new Set<string>() };
	let page: LeaseRecord[] = [];
	do {
		signal.throwIfAborted();
		const after = page.at(-1)?.id ?? range.after;
		page = await stores.leases.listOpenByNode(nodeId, {
			limit: PAGE,
			...(after !== undefined && { after }),
			...(range.until !== undefined && { until: range.until }),
		});
		const rows = await stores.reader.instances(page.map((lease) => lease.id));
		for (const lease of page) {
			// Without an end the pages hold all that is open behind the last container: only of what is seen is it asked whose it is.
			if (byLease.has(lease.id)) open.leases.add(lease.id);
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
	saw: Saw,
	signal: AbortSignal,
): Promise<void> {
	if (!isId(leaseId)) return;
	const lease = await stores.leases.find(leaseId as LeaseId, "all");
	if (lease !== null && lease.state !== "closed") return;
	for (const container of containers) {
		const { id, name } = container;
		metrics.drift("ownerless");
		log.warn({ leaseId, container: name, why: lease === null ? "no such lease" : "closed" }, "removing a container without a lease");
		const why = lease === null ? "no-such-lease" : "lease-closed";
		await followRemoval({ ...ofContainer(container), why }, engine.containers.remove(id, { signal }), saw);
	}
}
