import { newId, type RetentionId, type VolumeId } from "@berth/core";
import { messageOf } from "../../messages.ts";
import { backoffMs } from "../../timings.ts";
import { bestEffort } from "../best-effort.ts";
import { blame, isUnreachable } from "../failure.ts";
import { type Diagnostic, gatherDiagnostics } from "../gather-diagnostics.ts";
import { servingInstances } from "../instance-rows.ts";
import { messageOfFailure } from "../outcomes.ts";
import { removeWhere, stopInOrder } from "../stop-containers.ts";
import type { Outcome, Plan, Step, Work } from "../work.ts";

const stopAll: Step = {
	name: "stop",
	budgetMs: (timings) => timings.stepMs.other + timings.stepMs.verify,
	run: (work, signal) => stopInOrder(work, () => true, signal),
};

/** Removes every container with the lease's label, whatever any row says. */
const removeAll: Step = {
	name: "remove",
	budgetMs: (timings) => timings.stepMs.other,
	run: (work, signal) => removeWhere(work, () => true, signal),
};

const leaveNetwork: Step = {
	name: "clean",
	budgetMs: (timings) => timings.stepMs.other,
	run: ({ networks, lease }, signal) => blame("clean", null, () => networks.removeUnused(lease.tenantId, lease.id, { signal })),
};

/**
 * Takes a lease off the node, then gives its room back. It cannot fail, only take longer: each attempt is bounded and tried again,
 * and after the last one what is left stays labelled on the node, where reconcile goes on removing it. An engine that does not
 * answer uses no attempt up for good: nothing is known to be left.
 *
 * Its volumes are never touched here: they go to a record of what it left, to be restored from or to be destroyed later.
 */
export const createDeprovisionPlan = (): Plan => {
	let found: Found = { isEmpty: false, regenerable: [] };
	const look: Step = {
		...leaveNetwork,
		async run(work, signal, begun) {
			await leaveNetwork.run(work, signal, begun);
			found = await lookForData(work, signal);
		},
	};
	return {
		steps: [stopAll, removeAll, look],
		succeed: (work) => ({
			event: "teardownSucceeded",
			operation: "succeeded",
			reason: null,
			message: null,
			...leave(work, found),
		}),
		failBudgetMs: (timings) => timings.stepMs.other,
		async fail(work, failure, signal) {
			const { lease, timings, journal } = work;
			const attempt = lease.attempt + 1;
			if (attempt < timings.teardown.attempts || isUnreachable(failure)) {
				journal.settle("pending");
				return {
					event: "teardownFailed",
					operation: null,
					reason: failure.reason,
					message: messageOfFailure(failure),
					set: { attempt, wakeInMs: backoffMs(lease.attempt, timings.teardown) },
				};
			}
			let diagnostics: Diagnostic[] = [];
			await bestEffort(work, "record what is left", signal, async () => {
				diagnostics = await gatherDiagnostics(work, servingInstances(lease), failure, signal);
			});
			return {
				event: "teardownAbandoned",
				operation: "failed",
				reason: "TeardownIncomplete",
				message: messageOf("TeardownIncomplete"),
				diagnostics,
				...leave(work, { isEmpty: false, regenerable: [] }),
			};
		},
	};
};

/** What the last transaction of a lease gives back, and what it keeps: its volumes and their disk, until somebody wants them or their time is over. */
function leave(
	{ lease, clock, retentionGraceMs, manifest, items, actor }: Work,
	{ isEmpty, regenerable }: Found,
): Omit<Outcome, "event" | "operation" | "reason" | "message"> {
	const gone = { set: { serving: null }, instances: { clear: true }, releaseCapacity: true } as const;
	if (lease.volumes.length === 0) return gone;
	const nowMs = clock.now().getTime();
	// The first, so that the newest record of a lease is the one to restore from.
	const reclaim = { id: newId<RetentionId>(nowMs), volumeIds: regenerable };
	const what = { id: newId<RetentionId>(nowMs + 1), by: actor, expiresInMs: retentionGraceMs, manifest, items };
	if (lease.closeData === "destroy") return { ...gone, retain: { ...what, state: "reaping", because: "closed" } };
	if (isEmpty) return { ...gone, retain: { ...what, state: "reaping", because: "regenerable" } };
	return { ...gone, retain: { ...what, state: "active", ...(regenerable.length > 0 && { reclaim }) } };
}

/** What of a lease's volumes need not be kept. */
interface Found {
	/** None was ever made. */
	readonly isEmpty: boolean;
	/** These hold nothing but copies of what images hold. */
	readonly regenerable: readonly VolumeId[];
}

/** Volumes looked into at a time: each is some reads of the disk. */
const AT_ONCE = 4;

/** Looks, after the containers are gone, for what nobody would miss. What cannot be looked at is kept. */
async function lookForData(work: Work, signal: AbortSignal): Promise<Found> {
	const { engine, lease } = work;
	if (lease.closeData === "destroy" || lease.volumes.length === 0) return { isEmpty: false, regenerable: [] };
	if (await wasNeverFilled(work, signal)) return { isEmpty: true, regenerable: [] };
	const regenerable: VolumeId[] = [];
	for (let at = 0; at < lease.volumes.length; at += AT_ONCE)
		await Promise.all(
			lease.volumes.slice(at, at + AT_ONCE).map(({ id }) =>
				bestEffort(work, "look into a volume", signal, async () => {
					if (!(await engine.volumes.holdsData(id, { signal })).holds) regenerable.push(id);
				}),
			),
		);
	return { isEmpty: false, regenerable };
}

/**
 * Whether no volume of the lease was ever made, so that there is nothing to keep: one that never came up, mostly for want of its image.
 * Whenever that is not certain, there is. The volumes of one that is being restored were made: when they are not there, they are missed.
 */
async function wasNeverFilled(work: Work, signal: AbortSignal): Promise<boolean> {
	const { engine, lease, stores } = work;
	if (lease.activeRelease !== null || lease.volumes.length === 0) return false;
	if ((await stores.retentions.findRestoring(lease.id)) !== null) return false;
	let standing: readonly { readonly id: string }[] = lease.volumes;
	await bestEffort(work, "look for volumes", signal, async () => {
		standing = await engine.volumes.list({ signal });
	});
	return !lease.volumes.some(({ id }) => standing.some((one) => one.id === id));
}
