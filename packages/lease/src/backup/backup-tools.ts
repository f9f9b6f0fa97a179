import { AppError, type Clock, type LeaseId, MINUTE, type NodeId, type RetentionId } from "@berth/core";
import type { LeaseVolume, Stores } from "@berth/db";
import type { Engine } from "@berth/engine";
import type { LeaseMetrics, Log } from "../observe.ts";
import type { Directory } from "../queries/directory.ts";

export interface BackupTools {
	readonly stores: Stores;
	readonly engine: Pick<Engine, "volumes" | "containers">;
	/** The node whose volumes the engine has; null when it has those of all. */
	readonly engineNode: string | null;
	readonly directory: Pick<Directory, "nodes">;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: Pick<LeaseMetrics, "backedUp">;
	/** For how long what was imported is kept. */
	readonly graceMs: number;
}

/** What is exported: the data of a lease that does not run, or what a closed one left. */
export type BackupSource = { readonly leaseId: LeaseId } | { readonly retentionId: RetentionId };

/** Without a word for so long an import is taken for dead. Longer: its room is lost for longer. Shorter: a database that is away ends it. */
export const IMPORT_HOLD_MS = 2 * MINUTE;

/**
 * What files may say they hold, for each byte that a volume may: a file with holes says more than it takes. More: an export of a file
 * that is nothing but a hole goes on for hours.
 */
const HOLES_MAX = 8;

export const bytesMaxOf = ({ quotaBytes }: Pick<LeaseVolume, "quotaBytes">): number => quotaBytes * HOLES_MAX;

/** A file system has about one file for some kilobytes; what holds more is made to be a burden. */
export const entriesMaxOf = ({ quotaBytes }: Pick<LeaseVolume, "quotaBytes">): number => 65_536 + Math.floor(quotaBytes / 1_024);

/** The node's name and whether the data on it can be read by this process. */
export async function placeOf(
	{ engineNode, directory }: Pick<BackupTools, "engineNode" | "directory">,
	nodeId: NodeId,
): Promise<{ readonly node: string; readonly isHere: boolean }> {
	const node = (await directory.nodes()).get(nodeId)?.name ?? "unknown";
	return { node, isHere: engineNode === null || engineNode === node };
}

/** Another node's volumes are not to be taken for gone. Errors  UNSUPPORTED (`data.node`). */
export async function assertHere(tools: Pick<BackupTools, "engineNode" | "directory">, nodeId: NodeId): Promise<void> {
	const { node, isHere } = await placeOf(tools, nodeId);
	if (isHere) return;
	throw new AppError("UNSUPPORTED", {
		message: `The data is on node ${node}; the Berth process beside it exports it.`,
		data: { node },
	});
}
