import { asError, type Clock, isAppError, isClosing, type NodeId } from "@berth/core";
import type { Fence, LeaseRecord, Stores } from "@berth/db";
import type { Apply, Verdict } from "../apply.ts";
import { acceptCommand } from "../commands/accept-command.ts";
import { closePolicy } from "../commands/close-policy.ts";
import { newOperationId } from "../commands/command-context.ts";
import { requestHash } from "../commands/request-hash.ts";
import type { Deadlines } from "../machine/work-of.ts";
import type { LeaseMetrics, Log } from "../observe.ts";

export interface ExpiryTools {
	readonly stores: Pick<Stores, "leases" | "catalog">;
	/** What a close does with data of which nobody says otherwise. */
	readonly closeData: "retain" | "destroy";
	readonly apply: Apply;
	readonly fence: Fence;
	readonly nodeId: NodeId;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: LeaseMetrics;
	readonly deadlines: Deadlines;
	readonly timings: { readonly expiryNoticeMs: number };
}

/** Named in the event log as who closes what nobody renewed. */
const EXPIRY_ACTOR = "system:expiry";

/** Leases read at a time. More: a spike of memory. Fewer: more round trips. */
const BATCH = 200;

/**
 * Closes the leases of a node whose term is over, and announces the end of those whose term ends soon, each end once.
 *
 * Which ones they are is said by the database's clock; what was renewed meanwhile is left alone. One that cannot be written does
 * not keep the others.
 * Errors  CLAIM_LOST, DATABASE_UNAVAILABLE.
 */
export async function expireLeases(tools: ExpiryTools, signal: AbortSignal): Promise<void> {
	await eachExpiring(tools, 0, signal, isClosable, async (lease) => {
		if (await closeExpired(tools, lease)) tools.metrics.expired("closed");
	});
	await eachExpiring(tools, tools.timings.expiryNoticeMs, signal, isToAnnounce, async (lease) => {
		if (await announce(tools, lease)) tools.metrics.expired("announced");
	});
}

const isClosable = (lease: LeaseRecord) => !isClosing(lease.state);
const isToAnnounce = (lease: LeaseRecord) => !lease.expiryAnnounced && isClosable(lease);

/** The soonest come first, and those that are dealt with stay among them: so it reads on until a batch is not full. */
async function eachExpiring(
	{ stores, nodeId, log }: ExpiryTools,
	withinMs: number,
	signal: AbortSignal,
	isDue: (lease: LeaseRecord) => boolean,
	act: (lease: LeaseRecord) => Promise<void>,
): Promise<void> {
	for (let limit = BATCH, count = limit; count === limit && !signal.aborted; limit *= 2) {
		const leases = await stores.leases.listExpiring(nodeId, withinMs, limit);
		count = leases.length;
		for (const lease of leases.filter(isDue)) {
			if (signal.aborted) return;
			try {
				await act(lease);
			} catch (err) {
				if (!isAppError(err) || isAppError(err, "CLAIM_LOST", "DATABASE_UNAVAILABLE")) throw err;
				log.warn({ leaseId: lease.id, err: asError(err) }, "the end of a lease's term could not be written");
			}
		}
	}
}

const isSameTerm = (now: LeaseRecord, seen: LeaseRecord) => now.expiresAt?.getTime() === seen.expiresAt?.getTime();

/** Its data is treated as that of a close which does not say what becomes of it. Returns whether it is closed by this. */
async function closeExpired({ stores, closeData, apply, fence, clock, deadlines }: ExpiryTools, seen: LeaseRecord): Promise<boolean> {
	const operationId = newOperationId(clock);
	const { data } = await closePolicy(stores, seen, closeData);
	const { moved } = await apply.change(seen.id, { scope: "all", fence }, (lease, operation): Verdict<unknown> => {
		if (!isSameTerm(lease, seen) || !isClosable(lease)) return { change: null, result: undefined };
		const request = {
			event: "closeRequested",
			kind: "close",
			by: EXPIRY_ACTOR,
			reason: "Expired",
			at: clock.now(),
			operationId,
			callbackUrl: lease.callbackUrl ?? undefined,
			idempotencyKey: undefined,
			requestHash: requestHash("close", { leaseId: lease.id, expiresAt: lease.expiresAt?.toISOString() }),
			spacingMs: 0,
			effect: () => ({ set: { closeData: data } }),
		} as const;
		return acceptCommand(request, deadlines)(lease, operation);
	});
	return moved !== null;
}

/** Returns whether it was announced by this. */
async function announce({ apply, fence }: ExpiryTools, seen: LeaseRecord): Promise<boolean> {
	const { result } = await apply.change(seen.id, { scope: "all", fence }, (lease): Verdict<boolean> => {
		const { expiresAt } = lease;
		if (expiresAt === null || !isSameTerm(lease, seen) || !isToAnnounce(lease)) return { change: null, result: false };
		const body = { type: "expiring", expiresAt: expiresAt.toISOString() } as const;
		return {
			change: { set: { expiryAnnounced: true }, events: [{ actor: EXPIRY_ACTOR, operationId: null, body }] },
			result: true,
		};
	});
	return result;
}
