import type { InstanceKind } from "./status/instance-kind.ts";

/**
 * What the engine saw of one container.
 *
 * `gone` means the daemon said there is no such container; an answer that could not be had is an error, never `gone`.
 */
export type Phase = "created" | "running" | "paused" | "restarting" | "stopping" | "exited" | "dead" | "gone";

export interface PublishedPort {
	readonly port: number;
	readonly protocol: "tcp" | "udp";
	readonly hostIp: string;
	readonly hostPort: number;
}

export interface ContainerObservation {
	readonly id: string;
	readonly name: string;
	readonly phase: Phase;
	readonly health: "none" | "starting" | "healthy" | "unhealthy";
	readonly exitCode: number | null;
	readonly oomKilled: boolean;
	/** The daemon's words when it could not start or kill the container. */
	readonly error: string | null;
	readonly startedAt: string | null;
	readonly finishedAt: string | null;
	readonly image: string;
	readonly imageId: string;
	readonly ports: readonly PublishedPort[];
	/** Address in its tenant's network, reachable from this host. */
	readonly networkIp: string | null;
	readonly specHash: string | null;
	readonly tenantId: string | null;
	readonly leaseId: string | null;
	readonly service: string | null;
	/** Null when it is not ours. */
	readonly kind: InstanceKind | null;
	readonly index: number | null;
	readonly generation: number | null;
	/** Output of the last health probe, at most 4 KiB. */
	readonly healthOutput: string | null;
}

export interface ImageObservation {
	readonly id: string;
	readonly digests: readonly string[];
	readonly tags: readonly string[];
	readonly sizeBytes: number;
	readonly user: string;
	readonly exposedPorts: readonly string[];
	readonly volumes: readonly string[];
	readonly hasHealthCheck: boolean;
	readonly createdAt: string;
}

export interface NetworkObservation {
	readonly id: string;
	readonly name: string;
	readonly tenantId: string | null;
	readonly containers: number;
}
