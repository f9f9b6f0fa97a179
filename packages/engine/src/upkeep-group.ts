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
	 * Removes those of the named images that no container uses, whoever's the container is; with `dryRun` only says which.
	 *
	 * Returns every candidate with its fate; one that could not be removed does not stop the others.
	 */
	collectImages(options: { readonly candidates: readonly string[]; readonly dryRun: boolean }, call: Call): Promise<ImageFate[]>;
	/** Slow on a full host; asked once however many ask at a time. */
	diskUsage(call: Call): Promise<DiskUsage>;
	/** What is ours and belongs to none of the given leases and tenants. Says; removes nothing. */
	orphans(
		known: { readonly leaseIds: ReadonlySet<string>; readonly tenantIds: ReadonlySet<string> },
		call: Call,
	): Promise<{ readonly containers: readonly ContainerObservation[]; readonly networks: readonly NetworkObservation[] }>;
}

export interface ImageFate {
	readonly ref: string;
	readonly fate: "removed" | "would-remove" | "in-use" | "gone" | "failed";
	readonly sizeBytes: number | null;
}
