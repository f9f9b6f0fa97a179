import { SECOND, type VolumeId, type VolumeView } from "@berth/core";
import type { ListedVolume, Stores } from "@berth/db";
import type { Engine } from "@berth/engine";
import { getOwnLease } from "../commands/command-context.ts";
import type { Caller, VolumeFilter } from "../service.ts";
import type { Directory } from "./directory.ts";
import { cut, idCursor, within } from "./page.ts";

export interface VolumeTools {
	readonly stores: Stores;
	readonly directory: Directory;
	readonly engine: Partial<Pick<Engine, "volumes">>;
	/** The node whose volumes the engine shows; null when it is the only one. */
	readonly engineNode: string | null;
}

/** A page is looked at by somebody who waits for it. */
const ASK_MS = 5 * SECOND;

/** A page of volumes, oldest first, with what is in them where this process can see that. Errors  NOT_FOUND for a lease that is not theirs; BAD_INPUT. */
export async function readVolumes(
	tools: VolumeTools,
	caller: Caller,
	{ limit: wanted, cursor, ...filter }: VolumeFilter,
): Promise<{ readonly volumes: readonly VolumeView[]; readonly next: string | null }> {
	const { stores, directory } = tools;
	if (filter.leaseId !== undefined) await getOwnLease(tools, caller, filter.leaseId);
	const limit = within(wanted);
	const after = idCursor<VolumeId>(cursor);
	const found = await stores.volumes.list(caller.scope, { ...filter, limit: limit + 1, ...(after !== undefined && { after }) });
	const { page, next } = cut(found, limit, ({ id }) => id);
	const nodes = await directory.nodes();
	const nameOf = ({ nodeId }: ListedVolume) => nodes.get(nodeId)?.name ?? "";
	const used = await usedBytes(tools, page, nameOf);
	const volumes = page.map(({ nodeId, quotaBytes, createdAt, ...volume }) => ({
		...volume,
		node: nodes.get(nodeId)?.name ?? "",
		limitBytes: quotaBytes,
		usedBytes: used.get(volume.id) ?? null,
		createdAt: createdAt.toISOString(),
	}));
	return { volumes, next };
}

/** What cannot be read is not known, which is no error of a page. */
async function usedBytes(
	{ engine, engineNode }: VolumeTools,
	page: readonly ListedVolume[],
	nameOf: (volume: ListedVolume) => string,
): Promise<ReadonlyMap<string, number | null>> {
	const inSight = page.filter((volume) => engineNode === null || nameOf(volume) === engineNode).map(({ id }) => id);
	if (engine.volumes === undefined || inSight.length === 0) return new Map();
	const seen = await engine.volumes.usages(inSight, { signal: AbortSignal.timeout(ASK_MS) }).catch(() => []);
	return new Map(seen.map(({ id, usedBytes }) => [id, usedBytes]));
}
