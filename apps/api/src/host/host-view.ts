import { AppError, type Clock, type DriftView, isBuiltNamespace, type LeaseId } from "@berth/core";
import type { NodeImage, Stores } from "@berth/db";
import type { Capabilities, Engine, HostInfo, ImageFate, ImageSummary, OrphanFate } from "@berth/engine";
import { readDrift, type SeenLeftover } from "@berth/lease";
import { readKnownOwners } from "./known-owners.ts";

/** An image of the host, and who needs it. */
export interface HostImage extends ImageSummary {
	/** What leases call it; null of one that none of ours ever named, which is never removed. */
	readonly ref: string | null;
	/** Open leases with a release of it. */
	readonly leases: number;
	readonly lastUsedAt: string | null;
}

export interface Collecting {
	readonly dryRun: boolean;
	readonly minAgeMs: number;
	readonly keepBytes?: number;
}

/** What admins see and do at the host of this process's node. */
export interface HostView {
	readonly nodeName: string;
	facts(signal: AbortSignal): Promise<{ readonly info: HostInfo; readonly capabilities: Capabilities }>;
	/** Where a lease and its containers disagree; null where it is on another node. Errors  NOT_FOUND. */
	drift(leaseId: LeaseId, signal: AbortSignal): Promise<DriftView | null>;
	/**
	 * Removes what was seen often enough in a row without an owner and has none now either; with `dryRun` only says which.
	 *
	 * Errors  the engine's and the database's: what cannot be read is no evidence. One that resists does not stop the others.
	 */
	reap(seen: readonly SeenLeftover[], dryRun: boolean, signal: AbortSignal): Promise<readonly OrphanFate[]>;
	/** The largest first. */
	images(signal: AbortSignal): Promise<readonly HostImage[]>;
	/** Removes images that leases named and no open one needs, the longest unused first; with `dryRun` only says which. */
	collect(options: Collecting, signal: AbortSignal): Promise<readonly ImageFate[]>;
}

/** Looks in a row that must have found something without an owner before an admin may remove it. Fewer: what is being made goes. */
const SIGHTINGS_MIN = 3;

export function createHostView(tools: {
	readonly engine: Pick<Engine, "host" | "upkeep" | "containers">;
	readonly stores: Pick<Stores, "nodes" | "leases" | "reader" | "catalog">;
	readonly nodeName: string;
	readonly publicHost: string;
	readonly clock: Clock;
}): HostView {
	const { engine, stores, nodeName } = tools;
	const named = async (): Promise<readonly NodeImage[]> => {
		const node = (await stores.nodes.list()).find(({ name }) => name === nodeName);
		if (node === undefined) throw new AppError("NOT_FOUND", { message: "This process has not registered its node yet." });
		return stores.nodes.images(node.id);
	};
	return {
		nodeName,
		async facts(signal) {
			const [info, capabilities] = await Promise.all([engine.host.info({ signal }), engine.host.capabilities({ signal })]);
			return { info, capabilities };
		},
		drift: (leaseId, signal) => readDrift(tools, leaseId, signal),
		async reap(seen, dryRun, signal) {
			const only = new Set(seen.filter(({ sightings }) => sightings >= SIGHTINGS_MIN).map(({ id }) => id));
			if (only.size === 0) return [];
			return engine.upkeep.reapOrphans(() => readKnownOwners(stores, signal), { dryRun, only }, { signal });
		},
		async images(signal) {
			const [images, known] = await Promise.all([engine.upkeep.images({ signal }), named()]);
			return images
				.map((image): HostImage => {
					const uses = known.filter(({ ref }) => isOf(image, ref));
					const [first] = uses;
					return {
						...image,
						ref: first?.ref ?? null,
						leases: uses.reduce((sum, { leases }) => sum + leases, 0),
						lastUsedAt: first === undefined ? null : new Date(Math.max(...uses.map((use) => use.lastUsedAt.getTime()))).toISOString(),
					};
				})
				.toSorted((a, b) => b.sizeBytes - a.sizeBytes);
		},
		async collect({ dryRun, minAgeMs, keepBytes }, signal) {
			const candidates = (await named())
				// What tenants built they keep, or it goes by itself.
				.filter(({ ref, leases }) => leases === 0 && !isBuiltNamespace(ref))
				.map(({ ref, lastUsedAt }) => ({ ref, lastUsedAt: lastUsedAt.toISOString() }));
			if (candidates.length === 0) return [];
			return engine.upkeep.collectImages({ candidates, dryRun, minAgeMs, ...(keepBytes !== undefined && { keepBytes }) }, { signal });
		},
	};
}

/** Whether a name of a manifest is one of the image's; names are written in full or, of the best known registry, short. */
function isOf({ tags, digests }: ImageSummary, ref: string): boolean {
	const short = ref.replace(/^docker\.io\/(library\/)?/, "");
	return [...tags, ...digests].some((name) => name === ref || name.replace(/^docker\.io\/(library\/)?/, "") === short);
}
