import type { Clock, NodeId } from "@berth/core";
import type { Stores } from "@berth/db";
import type { Engine, VolumeObservation } from "@berth/engine";
import type { LeaseMetrics, Log } from "../observe.ts";

/** A volume on a node's disk that no row knows. Nothing ever destroys it by itself: whose data it is only a person can tell. */
export interface OrphanVolume extends VolumeObservation {
	/** When it was first seen without a row. */
	readonly since: Date;
	/** Looks in a row that found it so. */
	readonly sightings: number;
}

export interface OrphanTools {
	readonly stores: Pick<Stores, "volumes">;
	readonly engine: Pick<Engine, "volumes">;
	readonly nodeId: NodeId;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: Pick<LeaseMetrics, "drift">;
}

export interface OrphanWatch {
	/** Compares the disk with the rows once. Errors  the engine's and the database's: what cannot be read is no evidence. */
	look(signal: AbortSignal): Promise<void>;
	/** Those seen often enough in a row, by id. */
	orphans(): readonly OrphanVolume[];
}

/** Looks in a row that must find a volume without its row. Fewer: a restored backup of the database cries wolf. */
const SIGHTINGS = 3;

/** Reports volumes without a row. What was seen is in memory alone, so that no process believes its first look. */
export function createOrphanWatch(tools: OrphanTools): OrphanWatch {
	const { stores, engine, nodeId, clock, log, metrics } = tools;
	let seen = new Map<string, { readonly times: number; readonly orphan: OrphanVolume }>();
	return {
		async look(signal) {
			if ((await engine.volumes.info({ signal })).driver === null) return;
			// The disk first: a row is there before its volume, so what is made in between is known.
			const standing = await engine.volumes.list({ signal });
			const known = new Set<string>((await stores.volumes.listByNode(nodeId)).map(({ id }) => id));
			const before = seen;
			seen = new Map(
				standing
					.filter(({ id }) => !known.has(id))
					.map((volume) => {
						const last = before.get(volume.id);
						const since = last?.orphan.since ?? clock.now();
						const times = (last?.times ?? 0) + 1;
						return [volume.id, { times, orphan: { ...volume, since, sightings: times } }];
					}),
			);
			for (const { times, orphan } of seen.values()) {
				if (times !== SIGHTINGS) continue;
				metrics.drift("volume");
				log.warn({ volumeId: orphan.id, usedBytes: orphan.usedBytes }, "a volume on the disk belongs to nobody; it is left alone");
			}
		},
		orphans: () => [...seen.values()].filter(({ times }) => times >= SIGHTINGS).map(({ orphan }) => orphan),
	};
}
