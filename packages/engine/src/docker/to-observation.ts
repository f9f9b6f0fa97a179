import { readLabels } from "../labels.ts";
import type { ContainerObservation, ImageObservation, Phase, PublishedPort } from "../observation.ts";
import type { ContainerInspect, ImageInspect } from "./wire.ts";

/** Bytes of the last health probe's output that are kept. */
const HEALTH_OUTPUT_MAX = 4096;

const phases: Record<ContainerInspect["State"]["Status"], Phase> = {
	created: "created",
	running: "running",
	paused: "paused",
	restarting: "restarting",
	removing: "stopping",
	exited: "exited",
	dead: "dead",
};

export function toContainerObservation(seen: ContainerInspect): ContainerObservation {
	const { State: state } = seen;
	const { installation: _, ...identity } = readLabels(seen.Config.Labels);
	const probe = state.Health?.Log?.at(-1)?.Output ?? null;
	const hasEnded = state.Status === "exited" || state.Status === "dead";
	return {
		id: seen.Id,
		name: seen.Name.replace(/^\//, ""),
		phase: phases[state.Status],
		health: toHealth(state.Health?.Status),
		exitCode: hasEnded ? state.ExitCode : null,
		oomKilled: state.OOMKilled,
		error: state.Error === "" ? null : state.Error,
		startedAt: toTime(state.StartedAt),
		finishedAt: toTime(state.FinishedAt),
		image: seen.Config.Image,
		imageId: seen.Image,
		ports: toPorts(seen.NetworkSettings.Ports),
		networkIp: toNetworkIp(seen),
		...identity,
		healthOutput: probe === null ? null : Buffer.from(probe).subarray(0, HEALTH_OUTPUT_MAX).toString("utf8"),
	};
}

/** What is said of a container the daemon does not know. */
export const goneObservation = (id: string): ContainerObservation => ({
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

export function toImageObservation(seen: ImageInspect): ImageObservation {
	const test = seen.Config?.Healthcheck?.Test ?? [];
	return {
		id: seen.Id,
		digests: seen.RepoDigests,
		tags: seen.RepoTags,
		sizeBytes: seen.Size,
		user: seen.Config?.User ?? "",
		exposedPorts: seen.Config?.ExposedPorts ?? [],
		volumes: seen.Config?.Volumes ?? [],
		hasHealthCheck: test.length > 0 && test[0] !== "NONE",
		createdAt: seen.Created ?? "",
	};
}

const toHealth = (status: string | undefined): ContainerObservation["health"] =>
	status === "starting" || status === "healthy" || status === "unhealthy" ? status : "none";

/** The daemon writes year one for "never". */
const toTime = (text: string): string | null => (text === "" || text.startsWith("0001-") ? null : text);

function toPorts(ports: ContainerInspect["NetworkSettings"]["Ports"]): PublishedPort[] {
	return Object.entries(ports).flatMap(([key, bindings]) => {
		const match = /^(\d+)\/(tcp|udp)$/.exec(key);
		if (!match) return [];
		const protocol = match[2] === "udp" ? "udp" : "tcp";
		return (bindings ?? [])
			.filter(({ HostPort }) => HostPort !== "" && HostPort !== "0")
			.map(({ HostIp, HostPort }) => ({ port: Number(match[1]), protocol, hostIp: HostIp, hostPort: Number(HostPort) }) as const);
	});
}

function toNetworkIp(seen: ContainerInspect): string | null {
	const networks = seen.NetworkSettings.Networks;
	const own = networks[seen.HostConfig.NetworkMode] ?? Object.values(networks)[0];
	return own?.IPAddress || null;
}
