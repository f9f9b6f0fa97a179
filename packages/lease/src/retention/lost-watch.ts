import { asError, isAppError, type NodeId, type RetentionId } from "@berth/core";
import type { Fence, Stores, VolumeRecord } from "@berth/db";
import type { Engine } from "@berth/engine";
import type { LeaseMetrics, Log } from "../observe.ts";
import { type SweepSkipped, skippedBy } from "./sweep-skipped.ts";

/** A record of retained data none of whose volumes is on its node's disk. */
export interface MissingRecord {
	readonly retentionId: RetentionId;
	/** Looks in a row that have not found any. */
	readonly times: number;
}

export interface LostTools {
	readonly stores: {
		readonly volumes: Pick<Stores["volumes"], "listByNode">;
		readonly retentions: Pick<Stores["retentions"], "lose">;
		readonly imports: Pick<Stores["imports"], "underWay">;
	};
	readonly engine: Pick<Engine, "volumes">;
	readonly nodeId: NodeId;
	readonly fence: Fence;
	/** Named in the event log. */
	readonly actor: string;
	readonly log: Log;
	readonly metrics: Pick<LeaseMetrics, "retentionEnded">;
}

export interface LostWatch {
	/**
	 * Compares the records with the disk once, and ends those that were missed often enough in a row.
	 *
	 * Returns  how many were ended, or why nothing was looked at: then what was missed before counts no more.
	 * Errors   CLAIM_LOST; what the signal was aborted with.
	 */
	look(signal: AbortSignal): Promise<{ readonly ended: number } | { readonly skipped: SweepSkipped }>;
	/** Those that were missed by the last look. */
	missing(): readonly MissingRecord[];
}

/** Looks in a row that must miss a record's volumes. Fewer: a disk that is being put back costs what it holds. */
const MISSES = 3;

/**
 * Ends records whose data is certainly gone, so that nobody counts on it and its room is free. What was missed is in memory alone: no
 * process believes its first looks. A record one of whose volumes stands is none of these, however many are missing.
 */
export function createLostWatch(tools: LostTools): LostWatch {
	const { stores, engine, nodeId, fence, actor, log, metrics } = tools;
	let missed = new Map<RetentionId, number>();

	/**
	 * The rows first: a volume that is destroyed in between has no row any more, and one that stands has had one for long. But not that of
	 * data that is on its way: its row is there before it is, and nothing is missed that never stood.
	 */
	async function compare(signal: AbortSignal): Promise<ReadonlySet<RetentionId> | null> {
		if ((await engine.volumes.info({ signal })).driver === null) return null;
		const rows = await stores.volumes.listByNode(nodeId);
		const arriving = new Set(await stores.imports.underWay(nodeId));
		const standing = new Set((await engine.volumes.list({ signal })).map(({ id }) => id));
		const owners = (of: readonly VolumeRecord[]) => new Set(of.flatMap(({ retentionId }) => retentionId ?? []));
		const found = owners(rows.filter(({ id }) => standing.has(id)));
		return new Set([...owners(rows)].filter((id) => !found.has(id) && !arriving.has(id)));
	}

	const skip = (skipped: SweepSkipped) => {
		missed = new Map();
		return { skipped };
	};

	return {
		async look(signal) {
			let absent: ReadonlySet<RetentionId> | null;
			try {
				absent = await compare(signal);
			} catch (err) {
				if (signal.aborted || !isAppError(err)) throw err;
				const why = skippedBy(err);
				if (why === "root-unverified")
					log.error({ nodeId, err: asError(err) }, "the directory of volumes cannot be trusted; no retained data is taken for lost");
				return skip(why);
			}
			if (absent === null) return skip("no-volumes");
			const before = missed;
			missed = new Map([...absent].map((id) => [id, (before.get(id) ?? 0) + 1]));
			let ended = 0;
			for (const [id, times] of missed) {
				if (times < MISSES) continue;
				// One that is being restored or destroyed is another's business; it stays missed.
				if (!(await stores.retentions.lose(fence, id, actor))) continue;
				missed.delete(id);
				ended += 1;
				metrics.retentionEnded("lost");
				log.error({ retentionId: id, looks: times }, "the volumes of retained data are gone from the disk; its record is ended");
			}
			return { ended };
		},
		missing: () => [...missed].map(([retentionId, times]) => ({ retentionId, times })),
	};
}
