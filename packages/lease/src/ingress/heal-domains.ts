import { asError, type Clock, HOUR, isAppError, type Manifest, type NodeId } from "@berth/core";
import type { Fence, InstanceRecord, LeaseItemRecord, LeaseRecord, ReleaseRecord, Stores } from "@berth/db";
import type { IngressOptions } from "../agent-types.ts";
import type { Apply, Verdict } from "../apply.ts";
import { acceptCommand } from "../commands/accept-command.ts";
import { newOperationId } from "../commands/command-context.ts";
import { nextGeneration } from "../commands/next-generation.ts";
import { requestHash } from "../commands/request-hash.ts";
import { openOperation } from "../machine/predicates.ts";
import type { Deadlines } from "../machine/work-of.ts";
import type { Log } from "../observe.ts";
import { ingressPort } from "./ingress-of.ts";
import { routableDomains } from "./routable-domains.ts";
import { isRouted } from "./routes.ts";

export interface HealTools {
	readonly stores: Pick<Stores, "leases" | "reader" | "operations">;
	readonly ingress: IngressOptions | null;
	readonly apply: Apply;
	readonly fence: Fence;
	readonly nodeId: NodeId;
	readonly clock: Clock;
	readonly log: Log;
	readonly deadlines: Deadlines;
}

/** Named in the event log as who routes what leads here by now. */
const HEALING_ACTOR = "system:domains";

/** Between two healings of one lease. Shorter: a name server that wavers restarts a service again and again. Longer: a tenant waits. */
const HEAL_AGAIN_MS = HOUR;
/** Of the lease's last operations, where an earlier healing is looked for. */
const OPERATIONS_MAX = 20;
/** Leases read at a time. */
const PAGE = 500;

/**
 * Routes the domains of a node's leases that were not known to lead here when their containers were made, and are now.
 *
 * A container's routes never change, so the services named are replaced, as by an update that changes nothing else. It is an operation
 * like any other: seen, cancelled, rolled back when the new instances do not come up, and gone on with after a crash.
 * Errors  CLAIM_LOST, DATABASE_UNAVAILABLE; what the signal was aborted with.
 */
export async function healDomains(tools: HealTools, signal: AbortSignal): Promise<void> {
	const { stores, ingress, nodeId, log } = tools;
	if (ingress === null) return;
	let page: LeaseRecord[] = [];
	do {
		const after = page.at(-1)?.id;
		page = await stores.leases.listOpenByNode(nodeId, { limit: PAGE, ...(after && { after }) });
		const named = page.filter((lease) => mayHeal(lease) && lease.items.some((item) => item.domain !== null));
		if (named.length === 0) continue;
		const ids = named.map((lease) => lease.id);
		const [rows, releases] = await Promise.all([stores.reader.instances(ids), stores.reader.currentReleases(ids)]);
		for (const lease of named) {
			signal.throwIfAborted();
			const release = releases.get(lease.id);
			if (release?.number !== lease.activeRelease) continue;
			try {
				await healLease(tools, lease, release, rows.get(lease.id) ?? [], signal);
			} catch (err) {
				if (signal.aborted || !isAppError(err) || isAppError(err, "CLAIM_LOST", "DATABASE_UNAVAILABLE")) throw err;
				log.warn({ leaseId: lease.id, err: asError(err) }, "a lease's domain could not be routed");
			}
		}
	} while (page.length === PAGE);
}

/** Pure: the items with a domain that the proxy does not lead to the lease's instances yet. */
export function domainsToHeal(
	ingress: Pick<IngressOptions, "portOf">,
	lease: Pick<LeaseRecord, "serving" | "items">,
	manifest: Manifest,
	rows: readonly InstanceRecord[],
): LeaseItemRecord[] {
	return lease.items.filter(({ service: name, domain }) => {
		const service = manifest.services[name];
		return domain !== null && service !== undefined && ingressPort(ingress, service) !== null && !isRouted(lease, rows, name, domain);
	});
}

const mayHeal = (lease: LeaseRecord): boolean => lease.state === "ready" && lease.quarantinedAt === null;

async function healLease(
	tools: HealTools,
	lease: LeaseRecord,
	release: ReleaseRecord,
	instances: readonly InstanceRecord[],
	signal: AbortSignal,
): Promise<void> {
	const { ingress, stores, clock, log } = tools;
	const items = ingress === null ? [] : domainsToHeal(ingress, lease, release.manifest, instances);
	if (items.length === 0) return;
	const last = await stores.operations.list(lease.id, OPERATIONS_MAX);
	const justNow = clock.now().getTime() - HEAL_AGAIN_MS;
	if (last.some(({ requestedBy, createdAt }) => requestedBy === HEALING_ACTOR && createdAt.getTime() > justNow)) return;
	const domains = await routableDomains(tools, { lease, items, instances }, signal);
	if (domains.size === 0) return;
	if (await accept(tools, lease, release))
		log.info({ leaseId: lease.id, domains: [...domains.values()] }, "routing domains that lead here by now");
}

/** Returns whether it was asked for by this: not when the lease has moved on meanwhile. */
async function accept({ apply, fence, clock, deadlines }: HealTools, seen: LeaseRecord, release: ReleaseRecord): Promise<boolean> {
	const operationId = newOperationId(clock);
	const { moved } = await apply.change(seen.id, { scope: "all", fence }, (lease, operation): Verdict<unknown> => {
		const isSame = mayHeal(lease) && lease.activeRelease === release.number && lease.generation === seen.generation;
		if (!isSame || openOperation(operation) !== null) return { change: null, result: undefined };
		const { manifest, items } = release;
		return acceptCommand(
			{
				event: "updateRequested",
				kind: "update",
				by: HEALING_ACTOR,
				at: clock.now(),
				operationId,
				callbackUrl: undefined,
				idempotencyKey: undefined,
				requestHash: requestHash("heal-domains", { leaseId: lease.id }),
				spacingMs: 0,
				effect: () => ({ set: nextGeneration(lease), definition: { manifest, items } }),
			},
			deadlines,
		)(lease, operation);
	});
	return moved !== null;
}
