import { asError, type Clock, isAppError, type NodeId, type VolumeId } from "@berth/core";
import type { Stores } from "@berth/db";
import type { Engine } from "@berth/engine";
import type { Log } from "../observe.ts";
import type { Owner } from "./span-fold.ts";
import { DISK_EVERY_MS } from "./usage-options.ts";

export interface DiskUse {
	readonly owner: Owner;
	readonly bytes: number;
}

/** What the volumes of each service hold, looked at rarely and all at once. */
export interface DiskWatch {
	/** What is known, at most two looks old; looks again when it is time. */
	look(nodeId: NodeId, signal: AbortSignal): Promise<readonly DiskUse[]>;
}

export function createDiskWatch(tools: {
	readonly stores: Pick<Stores, "volumes">;
	readonly engine: Pick<Engine, "volumes">;
	readonly clock: Clock;
	readonly log: Log;
}): DiskWatch {
	const { stores, engine, clock, log } = tools;
	let known: { readonly uses: readonly DiskUse[]; readonly atMs: number } | null = null;
	let triedAtMs = Number.NEGATIVE_INFINITY;

	const ask = async (nodeId: NodeId, signal: AbortSignal): Promise<readonly DiskUse[]> => {
		const owned = (await stores.volumes.listByNode(nodeId)).filter(({ leaseId }) => leaseId !== null);
		if (owned.length === 0) return [];
		const used = new Map(
			(
				await engine.volumes.usages(
					owned.map(({ id }) => id),
					{ signal },
				)
			).map(({ id, usedBytes }) => [id, usedBytes]),
		);
		const byService = Map.groupBy(owned, ({ leaseId, service }) => `${leaseId} ${service}`);
		return [...byService.values()].flatMap((volumes) => {
			const [{ tenantId, leaseId, service } = { tenantId: null, leaseId: null, service: "" }] = volumes;
			// One that is not known makes the sum unknown.
			const bytes = sum(volumes.map(({ id }: { readonly id: VolumeId }) => used.get(id) ?? null));
			return tenantId === null || leaseId === null || bytes === null ? [] : [{ owner: { tenantId, leaseId, service }, bytes }];
		});
	};
	return {
		async look(nodeId, signal) {
			const nowMs = clock.monotonicMs();
			if (nowMs - triedAtMs >= DISK_EVERY_MS) {
				triedAtMs = nowMs;
				try {
					known = { uses: await ask(nodeId, signal), atMs: nowMs };
				} catch (err) {
					if (signal.aborted) return [];
					// A node without a disk for leases has nothing to tell. Of another, what was known stands until it is too old.
					if (isAppError(err, "UNSUPPORTED")) known = null;
					else log.warn({ err: asError(err) }, "could not read what volumes hold");
				}
			}
			return known !== null && nowMs - known.atMs < 2 * DISK_EVERY_MS ? known.uses : [];
		},
	};
}

const sum = (amounts: readonly (number | null)[]): number | null =>
	amounts.reduce((total, amount) => (total === null || amount === null ? null : total + amount), 0);
