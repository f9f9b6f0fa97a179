import { createHash } from "node:crypto";
import type { ContainerObservation, PublishedPort } from "../observation.ts";
import type { ContainerSpec, PortSpec } from "../spec.ts";
import type { ImageRecord } from "./image-table.ts";
import type { SharedMade } from "./made-table.ts";
import type { Output } from "./output.ts";
import { type HostPort, hostIpOf, hostPortOf } from "./port-pool.ts";

/** One container of the simulated machine. Small, since a load test has a hundred thousand; what rests holds no timer. */
export interface ContainerRecord {
	readonly id: string;
	name: string;
	/** Which installation's label it bears; null when it is nobody's of Berth. */
	readonly installation: string | null;
	readonly tenantId: string | null;
	readonly leaseId: string | null;
	readonly service: string | null;
	readonly index: number | null;
	readonly generation: number | null;
	readonly specHash: string | null;
	readonly image: ImageRecord;
	readonly network: string;
	readonly ports: readonly PortSpec[];
	/** Ids of the volumes that are mounted in it while it runs. */
	readonly volumes: readonly string[];
	readonly hasHealthCheck: boolean;
	/** Null for what is not Berth's. */
	readonly made: SharedMade | null;
	/** With a zero character between. */
	readonly aliases: string;
	/** What its process has in use, where a test says so; null for what its image says. */
	usedBytes: number | null;
	/** Null where the daemon was told none. */
	limits: ContainerSpec["resources"] | null;
	phase: "created" | "running" | "exited" | "gone";
	health: "none" | "starting" | "healthy" | "unhealthy";
	healthOutput: string | null;
	exitCode: number | null;
	oomKilled: boolean;
	error: string | null;
	startedAtMs: number | null;
	finishedAtMs: number | null;
	hostPorts: readonly HostPort[];
	networkIp: string | null;
	/** Ends what is still to happen in this run; null when nothing is. */
	run: AbortController | null;
	output: Output | null;
	/** Whoever waits for a change of it. */
	watchers: Set<() => void> | null;
}

/** What a process that rests uses, unless its image says otherwise. */
export const memoryInUse = ({ usedBytes, image }: ContainerRecord): number => usedBytes ?? image.script.usesBytes ?? 1_048_576;

const toIso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

export function observeContainer(record: ContainerRecord): ContainerObservation {
	return {
		id: record.id,
		name: record.name,
		phase: record.phase,
		health: record.health,
		exitCode: record.exitCode,
		oomKilled: record.oomKilled,
		error: record.error,
		startedAt: toIso(record.startedAtMs),
		finishedAt: toIso(record.finishedAtMs),
		image: record.image.ref,
		imageId: record.image.id,
		ports: observePorts(record),
		networkIp: record.networkIp,
		specHash: record.specHash,
		tenantId: record.tenantId,
		leaseId: record.leaseId,
		service: record.service,
		kind: record.made && (record.made.made.kind ?? "main"),
		index: record.index,
		generation: record.generation,
		healthOutput: record.healthOutput,
	};
}

function observePorts(record: ContainerRecord): PublishedPort[] {
	return record.hostPorts.flatMap((held, i) => {
		const spec = record.ports[i];
		return spec ? [{ port: spec.port, protocol: spec.protocol, hostIp: hostIpOf(held), hostPort: hostPortOf(held) }] : [];
	});
}

/** What the engine says of a container the daemon does not know. */
export const observeGone = (id: string): ContainerObservation => ({
	id,
	name: id,
	phase: "gone",
	health: "none",
	exitCode: null,
	oomKilled: false,
	error: null,
	startedAt: null,
	finishedAt: null,
	image: "",
	imageId: "",
	ports: [],
	networkIp: null,
	specHash: null,
	tenantId: null,
	leaseId: null,
	service: null,
	kind: null,
	index: null,
	generation: null,
	healthOutput: null,
});

/** Ids as a daemon spells them, the same in every run of a host of the same name. */
export const toContainerId = (host: string, count: number): string => createHash("sha256").update(`${host} ${count}`).digest("hex");
