import type { Secret } from "@berth/core";
import type { IngressSpec } from "./ingress/ingress-spec.ts";
import type { ReadinessSpec } from "./readiness/readiness-spec.ts";
import type { InstanceKind } from "./status/instance-kind.ts";

/** What the engine is asked to make true. Declarative; the same spec asked twice changes nothing the second time. */

/** Who owns a thing on the host. All of it becomes labels; the engine reads no meaning into the ids. */
export interface Ownership {
	readonly tenantId: string;
	readonly leaseId: string;
}

export interface HealthCheckSpec {
	/** `["CMD", program, …]` or `["CMD-SHELL", line]`. */
	readonly test: readonly string[];
	readonly intervalMs?: number;
	readonly timeoutMs?: number;
	readonly startPeriodMs?: number;
	readonly retries?: number;
}

export interface PortSpec {
	readonly port: number;
	readonly protocol: "tcp" | "udp";
	/** The port of the host at which it answers: exactly this one, or none. Absent: one that the daemon picks at each start. */
	readonly hostPort?: number;
}

/** A directory of a volume of this node, for one container. Nothing else of the host can be mounted. */
export interface MountSpec {
	readonly volumeId: string;
	/** Absolute path in the container. */
	readonly target: string;
	/** Name of the directory inside the volume, written as an absolute path; the target's own when absent. */
	readonly directory?: string;
	readonly readOnly: boolean;
}

/**
 * What becomes of the directories an image means to write to below its read-only root: a temporary one in the place of each that is
 * empty, or directories of a volume that are filled with what the image holds there.
 */
export type WritablePathsSpec = { readonly kind: "tmpfs" } | { readonly kind: "volume"; readonly volumeId: string };

export interface ContainerSpec {
	readonly name: string;
	readonly owner: Ownership;
	readonly service: string;
	/** Absent is `main`. */
	readonly kind?: InstanceKind;
	readonly index: number;
	readonly generation: number;
	readonly image: string;
	/** Replaces the image's entrypoint; absent keeps it. */
	readonly command?: readonly string[];
	readonly args?: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	/** The tenant's own labels, checked by the manifest; ours overwrite. */
	readonly labels: Readonly<Record<string, string>>;
	/**
	 * A user, or `user:group`, by number or by the image's own names. When absent it is the image's user; an image that names none but
	 * gives all its declared volumes to one other user runs as that one, since nothing in a container may change its user.
	 */
	readonly user?: string;
	readonly healthCheck?: HealthCheckSpec;
	/** Who waits for the container to be ready asks this too; nobody else does. */
	readonly readiness?: ReadinessSpec;
	readonly ports: readonly PortSpec[];
	/** How the host's reverse proxy reaches it; not at all when absent. */
	readonly ingress?: IngressSpec;
	/** Extra tmpfs paths beside /tmp and /run. */
	readonly tmpfs: readonly string[];
	/** Directories of volumes that stand. A declared volume of the image without a mount becomes a temporary one. */
	readonly mounts?: readonly MountSpec[];
	/** Absent: such directories stay read-only. */
	readonly writablePaths?: WritablePathsSpec;
	readonly network: { readonly name: string; readonly aliases: readonly string[] };
	readonly resources: { readonly cpuMillis: number; readonly memoryBytes: number; readonly pidsMax: number };
	readonly stopGraceMs: number;
	/** A tiny init as process 1, which reaps and passes signals on. */
	readonly init: boolean;
}

export interface NetworkSpec {
	readonly name: string;
	readonly tenantId: string;
}

export interface RegistryAuth {
	readonly username: string;
	readonly password: Secret;
}
