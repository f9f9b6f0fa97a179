import { createHmac } from "node:crypto";
import { containerLabels, label } from "../labels.ts";
import type { ContainerSpec, HealthCheckSpec } from "../spec.ts";
import { directoryNameOf } from "../volumes/volume-contents.ts";

/** What is compared of a container, in the order in which it is told. */
export const driftFields = [
	"image",
	"imageId",
	"command",
	"args",
	"env",
	"user",
	"labels",
	"ports",
	"mounts",
	"tmpfs",
	"limits",
	"healthCheck",
	"network",
	"aliases",
	"stopGraceSeconds",
	"init",
	"security",
] as const;

export type DriftField = (typeof driftFields)[number];

/**
 * A container in the form in which two are compared: by field, then by the key within it (a variable's name, a port, a path), or by
 * an empty key where the field is one thing. Values of env are there as fingerprints alone.
 */
export type ContainerShape = Readonly<Partial<Record<DriftField, Readonly<Record<string, string>>>>>;

/** Which limits the kernel of the host enforces. */
type Enforced = Readonly<Record<"memory" | "swap" | "cpu" | "pids", boolean>>;

export interface ShapeSettings {
	readonly installation: string;
	/** Also what keeps a fingerprint from being guessed. */
	readonly hashKey: string;
	/** What the reference stands for on this host; null when it is not here, and then it is not compared. */
	readonly imageId: string | null;
	/** Limits the kernel does not enforce are not stored, and so not compared. */
	readonly enforced: Enforced;
}

/** Always so, whatever the spec says. */
export const hardened = {
	readOnlyRoot: "true",
	privileged: "false",
	capabilities: "none",
	noNewPrivileges: "true",
	restart: "no",
} as const;

/** Labels that say which one a container is, or are made of the rest. */
const unshaped: readonly string[] = [label.installation, label.generation, label.specHash, label.volumes];

export const one = (value: string | undefined | null): Readonly<Record<string, string>> =>
	value === undefined || value === null || value === "" ? {} : { "": value };
export const list = (values: readonly string[] | undefined): Readonly<Record<string, string>> =>
	values?.length ? { "": JSON.stringify(values) } : {};
export const set = (values: readonly string[], word: string): Readonly<Record<string, string>> =>
	Object.fromEntries(values.map((value) => [value, word]));

export const fingerprint = (name: string, value: string, hashKey: string): string =>
	createHmac("sha256", hashKey)
		.update(JSON.stringify([name, value]))
		.digest("hex");

export const shapedLabels = (labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
	Object.fromEntries(Object.entries(labels).filter(([name]) => !unshaped.includes(name)));

/** A mount as it is told: where in a volume, and whether it may be written to. */
export const mountWords = (place: string, isReadOnly: boolean): string => `${place}, ${isReadOnly ? "read-only" : "writable"}`;

/** How a port is published: at one of the host that is its own, or at any. */
export const portWords = (hostPort: number | undefined): string => (hostPort === undefined ? "published" : `published at ${hostPort}`);

export const limitsShape = (
	{
		memoryBytes,
		memoryAndSwapBytes,
		cpuMillis,
		pidsMax,
	}: Readonly<Record<"memoryBytes" | "memoryAndSwapBytes" | "cpuMillis" | "pidsMax", number>>,
	{ memory, swap, cpu, pids }: Enforced,
): Readonly<Record<string, string>> => ({
	...(memory ? { memoryBytes: String(memoryBytes) } : {}),
	...(memory && swap ? { memoryAndSwapBytes: String(memoryAndSwapBytes) } : {}),
	...(cpu ? { cpuMillis: String(cpuMillis) } : {}),
	...(pids ? { pidsMax: String(pidsMax) } : {}),
});

export function healthShape(check: HealthCheckSpec | undefined): Readonly<Record<string, string>> {
	if (check === undefined || check.test[0] === "NONE" || check.test.length === 0) return {};
	const { test, ...numbers } = check;
	const said = Object.entries(numbers).filter(([, value]) => value);
	return { test: JSON.stringify(test), ...Object.fromEntries(said.map(([name, value]) => [name, String(value)])) };
}

/** The shape of a container that is as its spec says. */
export function wantedShape(spec: ContainerSpec, { installation, hashKey, imageId, enforced }: ShapeSettings): ContainerShape {
	const { memoryBytes, cpuMillis, pidsMax } = spec.resources;
	const mounts = (spec.mounts ?? []).map(({ volumeId, target, directory, readOnly }) => [
		target.replace(/\/+$/, ""),
		mountWords(`${volumeId}/data/${directoryNameOf(directory ?? target)}`, readOnly),
	]);
	return {
		image: one(spec.image),
		imageId: one(imageId),
		command: list(spec.command),
		args: list(spec.args),
		env: Object.fromEntries(Object.entries(spec.env).map(([name, value]) => [name, fingerprint(name, value, hashKey)])),
		user: one(spec.user),
		labels: shapedLabels(containerLabels(spec, installation, hashKey)),
		ports: Object.fromEntries(spec.ports.map(({ port, protocol, hostPort }) => [`${port}/${protocol}`, portWords(hostPort)])),
		mounts: Object.fromEntries(mounts),
		tmpfs: set([...spec.tmpfs.map((path) => path.replace(/\/+$/, "")), "/tmp", "/run"], "temporary"),
		limits: limitsShape({ memoryBytes, memoryAndSwapBytes: memoryBytes, cpuMillis, pidsMax }, enforced),
		healthCheck: healthShape(spec.healthCheck),
		network: one(spec.network.name),
		aliases: set(spec.network.aliases, "answers"),
		stopGraceSeconds: one(String(Math.max(1, Math.ceil(spec.stopGraceMs / 1_000)))),
		init: one(String(spec.init)),
		security: hardened,
	};
}
