import type { Secret } from "@berth/core";
import type { IngressSpec } from "./ingress/ingress-spec.ts";
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
}

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
	/** Numeric `uid:gid` or the image's own user when absent. */
	readonly user?: string;
	readonly healthCheck?: HealthCheckSpec;
	readonly ports: readonly PortSpec[];
	/** How the host's reverse proxy reaches it; not at all when absent. */
	readonly ingress?: IngressSpec;
	/** Extra tmpfs paths beside /tmp and /run. */
	readonly tmpfs: readonly string[];
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
