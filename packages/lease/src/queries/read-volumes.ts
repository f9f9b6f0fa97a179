import { type Clock, DAY, SECOND, type VolumeGrowth, type VolumeId, type VolumeView } from "@berth/core";
import type { ListedVolume, Stores } from "@berth/db";
import type { Engine } from "@berth/engine";
import { getOwnLease } from "../commands/command-context.ts";
import type { Caller, VolumeFilter } from "../service.ts";
import type { Directory } from "./directory.ts";
import { cut, idCursor, within } from "./page.ts";

export interface VolumeTools {
	readonly stores: Stores;
	readonly directory: Directory;
	readonly clock: Clock;
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
	const leaseIds = [...new Set(page.flatMap(({ leaseId }) => leaseId ?? []))];
	const [used, grown] = await Promise.all([usedBytes(tools, page, nameOf), stores.usage.diskGrowth(leaseIds)]);
	const rates = new Map(grown.map(({ leaseId, service, bytesPerDay, volumes }) => [`${leaseId} ${service}`, bytesPerDay / volumes]));
	const now = tools.clock.now();
	const volumes = page.map(({ nodeId, quotaBytes, createdAt, ...volume }) => ({
		...volume,
		node: nodes.get(nodeId)?.name ?? "",
		limitBytes: quotaBytes,
		usedBytes: used.get(volume.id) ?? null,
		growth: growthOf(rates.get(`${volume.leaseId} ${volume.service}`), quotaBytes, used.get(volume.id) ?? null, now),
		createdAt: createdAt.toISOString(),
	}));
	return { volumes, next };
}

/** A rate that takes longer than this to fill a volume is told by itself: a date so far away says nothing. */
const FORESEEN_DAYS = 3_650;

function growthOf(perDay: number | undefined, limitBytes: number, usedBytes: number | null, now: Date): VolumeGrowth | null {
	if (perDay === undefined) return null;
	const bytesPerDay = Math.round(perDay);
	const days = usedBytes === null || bytesPerDay <= 0 ? null : Math.max(0, limitBytes - usedBytes) / bytesPerDay;
	const fullAt = days === null || days > FORESEEN_DAYS ? null : new Date(now.getTime() + days * DAY).toISOString();
	return { bytesPerDay, fullAt };
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
