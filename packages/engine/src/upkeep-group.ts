import type { Call } from "./call.ts";
import type { ContainerObservation, NetworkObservation } from "./observation.ts";

export interface ImageSummary {
	readonly id: string;
	readonly tags: readonly string[];
	readonly digests: readonly string[];
	readonly sizeBytes: number;
	readonly createdAt: string;
}

/** What the daemon keeps on its disk; null where it does not know. */
export interface DiskUsage {
	readonly imageBytes: number;
	readonly images: number;
	readonly containerBytes: number | null;
	readonly containers: number;
	readonly volumeBytes: number | null;
	readonly volumes: number;
	readonly buildCacheBytes: number | null;
	readonly at: string;
}

/** Keeping a host clean. A daemon may be shared, so nothing is ever removed for being unknown. */
export interface UpkeepGroup {
	/** All images of the host, whoever brought them. */
	images(call: Call): Promise<ImageSummary[]>;
	/** Removes one image. One that is gone is no error. Errors  CONFLICT when a container uses it. */
	removeImage(ref: string, call: Call): Promise<{ readonly changed: boolean }>;
	/**
	 * Removes those of the named images that no container uses, whoever's the container is, the longest unused first, until the named
	 * ones together are within `keepBytes`; with `dryRun` only says which.
	 *
	 * Returns every candidate with its fate; one that could not be removed does not stop the others.
	 */
	collectImages(options: CollectOptions, call: Call): Promise<ImageFate[]>;
	/** Slow on a full host; asked once however many ask at a time. */
	diskUsage(call: Call): Promise<DiskUsage>;
	/**
	 * What is ours and belongs to none of the leases and tenants that are known. Says; removes nothing.
	 *
	 * `known`  asked after the host was looked at: a lease exists before its containers do, so what is new is never taken for an orphan.
	 */
	orphans(known: AskKnown, call: Call): Promise<Orphans>;
	/** Removes orphans, and the networks that are empty then; with `dryRun` only says which. One that resists does not stop the others. */
	reapOrphans(known: AskKnown, options: ReapOptions, call: Call): Promise<OrphanFate[]>;
}

export interface CollectOptions {
	readonly candidates: readonly ImageCandidate[];
	readonly dryRun: boolean;
	/** What was used less long ago than this stays; nothing stays for its age when absent. */
	readonly minAgeMs?: number;
	/** All that may go goes when absent. */
	readonly keepBytes?: number;
}

export interface ImageCandidate {
	readonly ref: string;
	/** When we last had a use for it. */
	readonly lastUsedAt: string;
}

export interface ImageFate {
	readonly ref: string;
	readonly fate: "removed" | "would-remove" | "in-use" | "too-young" | "kept" | "gone" | "failed";
	readonly sizeBytes: number | null;
}

export type AskKnown = () => Promise<{ readonly leaseIds: ReadonlySet<string>; readonly tenantIds: ReadonlySet<string> }>;

export interface Orphans {
	readonly containers: readonly ContainerObservation[];
	readonly networks: readonly NetworkObservation[];
}

export interface ReapOptions {
	readonly dryRun: boolean;
	/** Ids: of all that is nobody's these alone. */
	readonly only?: ReadonlySet<string>;
}

export interface OrphanFate {
	readonly kind: "container" | "network";
	readonly id: string;
	readonly name: string;
	readonly fate: "removed" | "would-remove" | "in-use" | "failed";
}
