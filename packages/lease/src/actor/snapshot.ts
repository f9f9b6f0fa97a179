import type { ActorView, LeaseId, NodeId, TenantId } from "@berth/core";
import type { LeaseRecord, Stores } from "@berth/db";
import type { ActorState } from "./actor-state.ts";
import { INBOX_MAX } from "./inbox.ts";

/** Leases at rest shown beside the actors; the page shows no more. */
const PASSIVE_MAX = 200;

/**
 * One row for each actor, for each lease that works without one, and for the newest of those that rest.
 *
 * Cost  a page of leases, the due ones, and the tenants' names.
 */
export async function snapshotActors(
	stores: Pick<Stores, "leases" | "catalog">,
	nodeId: NodeId,
	actors: ReadonlyMap<LeaseId, ActorState>,
	now: Date,
): Promise<ActorView[]> {
	const [page, due, tenants] = await Promise.all([
		stores.leases.list("all", { limit: PASSIVE_MAX }),
		stores.leases.listDueByNode(nodeId),
		stores.catalog.listTenants(),
	]);
	const leases = new Map<LeaseId, LeaseRecord>(page.filter((lease) => lease.nodeId === nodeId).map((lease) => [lease.id, lease]));
	const unread = [...new Set([...actors.keys(), ...due])].filter((id) => !leases.has(id));
	for (const lease of await Promise.all(unread.map((id) => stores.leases.find(id, "all")))) if (lease) leases.set(lease.id, lease);
	const names = new Map<TenantId, string>(tenants.map((tenant) => [tenant.id, tenant.name]));
	return [...leases.values()]
		.map((lease) => toActorView(lease, names.get(lease.tenantId) ?? "", actors.get(lease.id) ?? null, now))
		.sort((a, b) => b.stuckMs - a.stuckMs || rank(a) - rank(b) || (a.leaseId < b.leaseId ? 1 : -1));
}

/** The rows alone, of every node: what a process without actors can tell. */
export async function snapshotLeases(stores: Pick<Stores, "leases" | "catalog" | "nodes">, now: Date): Promise<ActorView[]> {
	const nodes = await stores.nodes.list();
	return (await Promise.all(nodes.map(({ id }) => snapshotActors(stores, id, new Map(), now)))).flat();
}

/** What the admin sees of one lease's actor; the row alone when it has none. */
export function toActorView(lease: LeaseRecord, tenantName: string, actor: ActorState | null, now: Date): ActorView {
	// Set anew when its turn comes.
	const deadline = actor?.queued ? null : lease.deadlineAt;
	const move = actor?.lastMove?.to === lease.state ? actor.lastMove : { from: null, to: lease.state, at: lease.stateSince };
	return {
		leaseId: lease.id,
		leaseName: lease.name,
		tenantName,
		nodeId: lease.nodeId,
		state: lease.state,
		run: lease.quarantinedAt !== null ? "quarantined" : actor === null ? "passive" : actor.busy ? "busy" : "idle",
		inbox: actor?.depth ?? 0,
		inboxMax: INBOX_MAX,
		inboxHigh: actor?.high ?? 0,
		refused: actor?.refused ?? 0,
		oldestAt: actor?.oldestAt?.toISOString() ?? null,
		current: actor?.current ?? null,
		step: actor?.step ?? null,
		startedAt: actor?.startedAt?.toISOString() ?? null,
		deadlineAt: deadline?.toISOString() ?? null,
		attempt: lease.attempt,
		stuckMs: deadline === null ? 0 : Math.max(0, now.getTime() - deadline.getTime()),
		lastTransition: { from: move.from, to: move.to, at: move.at.toISOString() },
		nextTimerAt: (actor?.timerAt ?? lease.wakeAt)?.toISOString() ?? null,
		panics: actor?.panics ?? 0,
		restarts: actor?.restarts ?? 0,
	};
}

const rank = ({ run }: ActorView): number => ["busy", "quarantined", "idle", "passive"].indexOf(run);
