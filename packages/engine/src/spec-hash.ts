import { createHash, createHmac } from "node:crypto";
import type { ContainerSpec } from "./spec.ts";

/**
 * A stable name for what a container of this spec would be.
 *
 * Equal for specs that differ only in the order of what has no order (env, labels, ports, tmpfs, mounts, aliases), in null, missing and
 * empty, in the container's name and generation, which say which one it is and not what it is, or in its limits, which can be changed of
 * one that stands and are compared by themselves. Any other difference changes it.
 *
 * Returns `v3:` and 64 hex digits. The values of env go in, so a rotated secret recreates the container, but under a key: whoever
 * sees the hash and guesses at a value cannot test the guess.
 */
export const specHash = (spec: ContainerSpec, key: string): string => spell("v3", shapeOf(spec, key));

/**
 * Whether a container that bears this hash is what the spec says, but for its limits: also one that the version before made, whose
 * hash holds the limits it was made with. They are those it has, or, where the host keeps none, those that are asked for.
 */
export function isHashOf(hash: string | undefined, spec: ContainerSpec, key: string, standing: ContainerSpec["resources"]): boolean {
	if (hash === undefined || !hash.startsWith("v2:")) return hash === specHash(spec, key);
	const shape = shapeOf(spec, key);
	return [standing, spec.resources].some(
		({ cpuMillis, memoryBytes, pidsMax }) => hash === spell("v2", { ...shape, resources: { cpuMillis, memoryBytes, pidsMax } }),
	);
}

function shapeOf(spec: ContainerSpec, key: string) {
	return {
		owner: { tenantId: spec.owner.tenantId, leaseId: spec.owner.leaseId },
		service: spec.service,
		kind: spec.kind === "main" ? undefined : spec.kind,
		index: spec.index,
		image: spec.image,
		command: spec.command,
		args: spec.args,
		env: keyed(spec.env, key),
		labels: spec.labels,
		user: spec.user,
		healthCheck: spec.healthCheck && {
			test: spec.healthCheck.test,
			intervalMs: spec.healthCheck.intervalMs,
			timeoutMs: spec.healthCheck.timeoutMs,
			startPeriodMs: spec.healthCheck.startPeriodMs,
			retries: spec.healthCheck.retries,
		},
		readiness: spec.readiness,
		ports: asSet(spec.ports.map(spellPort)),
		ingress: spec.ingress && {
			quantity: spec.ingress.quantity,
			port: spec.ingress.port,
			wildcardDomain: spec.ingress.wildcardDomain,
			entrypoint: spec.ingress.entrypoint,
			customDomain: spec.ingress.customDomain && {
				domain: spec.ingress.customDomain.domain,
				certResolver: spec.ingress.customDomain.certResolver,
				middlewares: spec.ingress.customDomain.middlewares,
			},
		},
		tmpfs: asSet(spec.tmpfs),
		mounts: asSet(
			(spec.mounts ?? []).map(({ volumeId, target, directory, readOnly }) =>
				JSON.stringify([volumeId, target, directory ?? target, readOnly]),
			),
		),
		writablePaths: spec.writablePaths && {
			kind: spec.writablePaths.kind,
			volumeId: spec.writablePaths.kind === "volume" ? spec.writablePaths.volumeId : undefined,
		},
		network: { name: spec.network.name, aliases: asSet(spec.network.aliases) },
		stopGraceMs: spec.stopGraceMs,
		init: spec.init,
	};
}

const spell = (version: "v2" | "v3", shape: object): string =>
	`${version}:${createHash("sha256")
		.update(JSON.stringify(canonical(shape)) ?? "")
		.digest("hex")}`;

/** The key of an installation that was given none: fixed, so that a restart recreates nothing, and no other installation's. */
export const defaultHashKey = (installation: string): string =>
	createHash("sha256").update(`berth spec hash ${installation}`).digest("hex");

const keyed = (env: ContainerSpec["env"], key: string): string | undefined => {
	const known = canonical(env);
	return known === undefined ? undefined : createHmac("sha256", key).update(JSON.stringify(known)).digest("hex");
};

const spellPort = ({ port, protocol, hostPort }: ContainerSpec["ports"][number]): string =>
	`${port}/${protocol}${hostPort === undefined ? "" : ` at ${hostPort}`}`;

const asSet = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** Sorted keys, and nothing that is empty: so a field added to the spec later leaves the hashes of specs without it as they were. */
function canonical(value: unknown): unknown {
	if (Array.isArray(value)) return value.length === 0 ? undefined : value;
	if (typeof value !== "object" || value === null) return value ?? undefined;
	const entries = Object.entries(value)
		.map(([key, inner]) => [key, canonical(inner)] as const)
		.filter(([, inner]) => inner !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1));
	return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
