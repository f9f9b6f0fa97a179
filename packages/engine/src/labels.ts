import { ingressLabels } from "./ingress/ingress-labels.ts";
import { writeReadiness } from "./readiness/readiness-spec.ts";
import type { ContainerSpec, NetworkSpec } from "./spec.ts";
import { specHash } from "./spec-hash.ts";
import type { InstanceKind } from "./status/instance-kind.ts";

/** Labels under these prefixes are ours alone, whatever their letter case; the second decides who gets the proxy's requests. */
const ownPrefixes = ["berth.", "traefik."] as const;

export const label = {
	/** Whose it is. What does not carry our installation's value is somebody else's and is never touched. */
	installation: "berth.installation",
	tenant: "berth.tenant",
	lease: "berth.lease",
	service: "berth.service",
	index: "berth.index",
	generation: "berth.generation",
	/** On what is not a main container. */
	kind: "berth.kind",
	specHash: "berth.spec-hash",
	/** How it is found out whether it is ready, as JSON; absent when by its health check alone. */
	readiness: "berth.readiness",
	/** Ids of the volumes a container mounts, with commas between; absent when it mounts none. */
	volumes: "berth.volumes",
} as const;

export type Labels = Readonly<Record<string, string>>;

/** What our labels say about a container or network; null where one is missing or unreadable. */
export interface Identity {
	readonly installation: string | null;
	readonly tenantId: string | null;
	readonly leaseId: string | null;
	readonly service: string | null;
	readonly kind: InstanceKind | null;
	readonly index: number | null;
	readonly generation: number | null;
	readonly specHash: string | null;
}

/** All labels a container of this spec carries: the tenant's first, without any that pretend to be ours, then ours. */
export function containerLabels(spec: ContainerSpec, installation: string, hashKey: string): Record<string, string> {
	const isOwn = (name: string) => ownPrefixes.some((prefix) => name.toLowerCase().startsWith(prefix));
	// No reader of JSON agrees with another about this one name.
	const tenants = Object.entries(spec.labels).filter(([name]) => !isOwn(name) && name !== "__proto__");
	const volumes = volumesOf(spec);
	return {
		...Object.fromEntries(tenants),
		[label.installation]: installation,
		[label.tenant]: spec.owner.tenantId,
		[label.lease]: spec.owner.leaseId,
		[label.service]: spec.service,
		[label.index]: String(spec.index),
		[label.generation]: String(spec.generation),
		...(spec.kind === undefined || spec.kind === "main" ? {} : { [label.kind]: spec.kind }),
		...ingressLabels(spec),
		[label.specHash]: specHash(spec, hashKey),
		...(spec.readiness === undefined ? {} : { [label.readiness]: writeReadiness(spec.readiness) }),
		...(volumes.length === 0 ? {} : { [label.volumes]: volumes.join(",") }),
	};
}

/** Ids of the volumes a container of this spec needs, each once. */
/** Ids of the volumes that a container of this spec mounts. */
export function volumesOf({ mounts = [], writablePaths }: Pick<ContainerSpec, "mounts" | "writablePaths">): string[] {
	const filled = writablePaths?.kind === "volume" ? [writablePaths.volumeId] : [];
	return [...new Set([...mounts.map(({ volumeId }) => volumeId), ...filled])].sort();
}

export const readVolumes = (labels: Labels): string[] => (labels[label.volumes] ?? "").split(",").filter((id) => id !== "");

export const networkLabels = (spec: NetworkSpec, installation: string): Record<string, string> => ({
	[label.installation]: installation,
	[label.tenant]: spec.tenantId,
});

export function readLabels(labels: Labels): Identity {
	return {
		installation: labels[label.installation] ?? null,
		tenantId: labels[label.tenant] ?? null,
		leaseId: labels[label.lease] ?? null,
		service: labels[label.service] ?? null,
		kind: readKind(labels),
		index: readCount(labels[label.index]),
		generation: readCount(labels[label.generation]),
		specHash: labels[label.specHash] ?? null,
	};
}

/** Whether a thing with these labels belongs to this installation. */
export const isOurs = (labels: Labels, installation: string): boolean => labels[label.installation] === installation;

/** Only what is not a main says what it is. Null for what is not ours, and for a word we do not know. */
function readKind(labels: Labels): InstanceKind | null {
	if (labels[label.installation] === undefined) return null;
	const kind = labels[label.kind] ?? "main";
	return kind === "main" || kind === "init" || kind === "sidecar" ? kind : null;
}

const readCount = (text: string | undefined): number | null => (text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null);
