import { asError, type Clock, isAppError, MINUTE, type VolumeId } from "@berth/core";
import type { Fence, RetentionRecord, Stores } from "@berth/db";
import type { Engine } from "@berth/engine";
import type { LeaseMetrics, Log } from "../observe.ts";
import { isRootTrouble } from "../volumes/blame-volume.ts";
import { within } from "../work/within.ts";
import { type SweepSkipped, skippedBy } from "./sweep-skipped.ts";

export interface ReapTools {
	readonly stores: Pick<Stores, "retentions" | "volumes"> & { readonly leases: Pick<Stores["leases"], "find"> };
	readonly engine: Pick<Engine, "volumes" | "containers">;
	readonly fence: Fence;
	/** Named in the event log. */
	readonly actor: string;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: Pick<LeaseMetrics, "reaped" | "retentionEnded" | "destroyRefused">;
}

/** Records of a sweep. More: one sweep lasts long and what else waits for it comes late. Fewer: a mass close is felt for hours. */
const RECORDS_MAX = 100;

/** For all of a sweep, until the volume it is at. Longer: terms that are over wait for it. Shorter: a mass close takes many sweeps. */
const SWEEP_MS = MINUTE;

/** For one volume; what is left of it is the next sweep's. Shorter: a disk full of small files makes no headway between looks. */
const DESTROY_MS = 2 * MINUTE;

/**
 * Destroys what was given up: data whose time is over, and data nobody wants. The one place where a volume is ever destroyed.
 *
 * Each volume goes only if its row still names the record, if no container of the closed lease is left that could use it, and from a
 * directory of volumes that is certainly the one it was; it is forgotten when the engine says that there is no such volume. What
 * resists is counted, and tried again by the next sweep.
 *
 * Returns  why nothing more was destroyed, where that was so.
 * Errors  CLAIM_LOST, DATABASE_UNAVAILABLE; what the signal was aborted with.
 */
export async function reapRetained(tools: ReapTools, signal: AbortSignal): Promise<SweepSkipped | null> {
	const { stores, fence, engine } = tools;
	try {
		await engine.volumes.info({ signal });
	} catch (err) {
		return refuseToSweep(tools, err, signal);
	}
	const isOver = startBudget(tools.clock);
	for (const record of await stores.retentions.takeDue(fence, RECORDS_MAX, tools.actor)) {
		if (signal.aborted || isOver()) return null;
		try {
			await reap(tools, record, isOver, signal);
		} catch (err) {
			if (isRootTrouble(err)) return refuseToSweep(tools, err, signal);
			resist(tools, record, err, signal);
		}
	}
	return null;
}

const startBudget = (clock: Clock) => {
	const untilMs = clock.monotonicMs() + SWEEP_MS;
	return () => clock.monotonicMs() > untilMs;
};

async function reap(tools: ReapTools, record: RetentionRecord, isOver: () => boolean, signal: AbortSignal): Promise<void> {
	const { stores, fence, log, metrics } = tools;
	const volumes = await stores.retentions.volumes(record.id);
	const users = volumes.length === 0 ? 0 : await countUsers(tools, record, signal);
	if (users > 0) {
		log.warn({ retentionId: record.id, leaseId: record.leaseId, containers: users }, "a closed lease still has containers");
		metrics.reaped("resisted");
		metrics.destroyRefused("in_use");
		return;
	}
	let left = volumes.length;
	for (const { id } of volumes) {
		if (isOver()) return;
		try {
			if (await destroy(tools, record, id, signal)) left -= 1;
		} catch (err) {
			if (isRootTrouble(err)) throw err;
			resist(tools, record, err, signal);
		}
	}
	if (left > 0) return;
	await stores.retentions.finish(fence, record.id, tools.actor);
	metrics.retentionEnded(record.givenUp?.because ?? "closed");
	log.info({ retentionId: record.id, leaseId: record.leaseId, volumes: volumes.length }, "retained data is gone");
}

/** Containers that a closed lease left behind, which may have its volumes. */
async function countUsers({ stores, engine }: ReapTools, { leaseId }: RetentionRecord, signal: AbortSignal): Promise<number> {
	// What was imported never had any.
	if (leaseId === null) return 0;
	const lease = await stores.leases.find(leaseId, "all");
	// Its containers have its own volumes: it is not opened again beside a record of which any container was left.
	if (lease !== null && lease.closedAt === null) return 0;
	return (await engine.containers.list({ leaseId }, { signal })).length;
}

/** Returns whether the volume is certainly gone, and forgotten. */
async function destroy(tools: ReapTools, record: RetentionRecord, id: VolumeId, signal: AbortSignal): Promise<boolean> {
	const { stores, engine, fence, clock, log, metrics } = tools;
	const owner = await stores.volumes.find(id);
	if (owner?.retentionId !== record.id) {
		log.error({ retentionId: record.id, volumeId: id }, "a volume that was to be destroyed has another owner; it is left alone");
		metrics.reaped("skipped");
		metrics.destroyRefused("not_owned");
		return false;
	}
	await within(clock, DESTROY_MS, signal, (bounded) => engine.volumes.destroy(id, { signal: bounded }));
	if (await stands(engine, id, signal)) {
		metrics.reaped("resisted");
		metrics.destroyRefused("driver");
		return false;
	}
	await stores.retentions.forgetVolume(fence, id);
	metrics.reaped("destroyed");
	return true;
}

/** Asked anew, since a disk that was unmounted in between would have had nothing to destroy. */
async function stands(engine: ReapTools["engine"], id: VolumeId, signal: AbortSignal): Promise<boolean> {
	try {
		await engine.volumes.usage(id, { signal });
		return true;
	} catch (err) {
		if (isAppError(err, "NOT_FOUND")) return false;
		throw err;
	}
}

function resist({ log, metrics }: ReapTools, record: RetentionRecord, err: unknown, signal: AbortSignal): void {
	if (signal.aborted || !isAppError(err) || isAppError(err, "CLAIM_LOST", "DATABASE_UNAVAILABLE")) throw err;
	metrics.reaped("resisted");
	metrics.destroyRefused("driver");
	log.warn({ retentionId: record.id, leaseId: record.leaseId, err: asError(err) }, "retained data could not be destroyed yet");
}

function refuseToSweep({ log, metrics }: ReapTools, err: unknown, signal: AbortSignal): SweepSkipped {
	if (signal.aborted || !isAppError(err)) throw err;
	metrics.reaped("skipped");
	metrics.destroyRefused("root_unsure");
	log.error({ err: asError(err) }, "the directory of volumes cannot be read or is not the one it was; nothing of it is destroyed");
	return skippedBy(err);
}
