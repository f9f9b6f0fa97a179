import { AppError, systemClock } from "@berth/core";
import type { BuildGroup } from "../build-group.ts";
import type { Engine } from "../engine.ts";
import { createExits } from "../exits.ts";
import { createKeyedLock } from "../keyed-lock.ts";
import { createMetadataGuard, type MetadataGuardOptions } from "../metadata-guard/metadata-guard.ts";
import { createDockerSelf } from "../self/docker-self.ts";
import { createHostPaths } from "../self/host-paths.ts";
import type { RegistryAuth } from "../spec.ts";
import { defaultHashKey } from "../spec-hash.ts";
import { createVolumes, type VolumesOptions } from "../volumes/create-volumes.ts";
import { createNoVolumes } from "../volumes/no-volumes.ts";
import { createBackground } from "./background.ts";
import { createBuilds } from "./build.ts";
import { createCapabilities } from "./capabilities.ts";
import { createChanges } from "./changes.ts";
import { createContainers } from "./containers.ts";
import type { Context, EngineLog } from "./context.ts";
import { createDaemon } from "./daemon.ts";
import { createEventHub } from "./event-hub.ts";
import { createEvents } from "./events.ts";
import { createExec } from "./exec.ts";
import { createHost } from "./host.ts";
import type { ImageMemory } from "./image-memory.ts";
import { createImages } from "./images.ts";
import { createLately } from "./lately.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { createLogMeter } from "./log-meter.ts";
import { createLogs } from "./logs.ts";
import { createNetworks, type NetworkMemory } from "./networks.ts";
import type { ProbesUnderWay } from "./preflight-check.ts";
import { createMetadataProbe } from "./preflight-metadata.ts";
import type { PreflightOptions } from "./preflight-options.ts";
import type { LimitParts } from "./set-limits.ts";
import { createStats } from "./stats.ts";
import { createTransport, type DaemonAddress } from "./transport.ts";
import { createUpkeep } from "./upkeep.ts";

export interface DockerEngineOptions {
	/** The daemon's unix socket; default `/var/run/docker.sock`, unless a host is named. */
	readonly socketPath?: string;
	/** Instead of a socket: where the daemon answers over plain TCP. */
	readonly host?: string;
	readonly port?: number;
	/** Who we are on this daemon. Only what bears this name is ours; several installations share a daemon by it. */
	readonly installation: string;
	/** A secret that keeps env values from being guessed by the spec hash, the same at every start; made of `installation` when absent. */
	readonly hashKey?: string;
	/** Address of the host on which published ports answer; default `127.0.0.1`. */
	readonly publishIp?: string;
	/** Where volumes are kept and by what; none when absent. How the daemon calls their paths is found out unless it is told. */
	readonly volumes?: Pick<VolumesOptions, "root" | "driver" | "rememberedRootId" | "toHostPath">;
	/** Who counts what containers use: the kernel's files where they can be read, unless the daemon is named. */
	readonly statsSource?: "daemon";
	/** Credentials of this host by registry, as `docker.io` or `127.0.0.1:5000`; a caller's own go before them. */
	readonly registries?: Readonly<Record<string, RegistryAuth>>;
	/** Whether containers are kept from the cloud's metadata; off when absent. */
	readonly metadataGuard?: MetadataGuardOptions;
	/** What else the host shall be checked for. */
	readonly preflight?: PreflightOptions;
	readonly log?: EngineLog;
	readonly limits?: Partial<Limits>;
}

/** What Docker alone can, beside what every engine can. */
export interface DockerEngine extends Engine {
	readonly builds: BuildGroup;
}

/** The engine over a Docker daemon. Nothing is asked of the daemon before the first call. */
export function createDockerEngine(options: DockerEngineOptions): DockerEngine {
	if (options.installation === "") throw new AppError("BAD_INPUT", { message: "An engine needs the name of its installation." });
	const limits = { ...defaultLimits, ...options.limits };
	const closing = new AbortController();
	const closed = new AbortController();
	const transport = createTransport(addressOf(options));
	const daemon = createDaemon(transport, limits, closing.signal);
	const lastingDaemon = createDaemon(transport, limits, closed.signal);
	const context: Context = {
		daemon,
		lastingDaemon,
		limits,
		installation: options.installation,
		hashKey: options.hashKey ?? defaultHashKey(options.installation),
		publishIp: options.publishIp ?? "127.0.0.1",
		log: options.log ?? silent,
		background: createBackground(),
		logMeter: createLogMeter(),
		closing: closing.signal,
		closed: closed.signal,
	};

	const locks = createKeyedLock();
	const hub = createEventHub(context, () => {
		daemon.forgetVersion();
		lastingDaemon.forgetVersion();
		host.forget();
		guard.forget();
	});
	const underWay: ProbesUnderWay = new Set();
	const address = addressOf(options);
	const host = createHost(context, hub, {
		...options.preflight,
		socketPath: "socketPath" in address ? address.socketPath : null,
		underWay,
	});
	const probeImage = options.metadataGuard?.probeImage;
	const guard = createMetadataGuard(options.installation, options.metadataGuard ?? { mode: "off" }, {
		warn: (error, message) => context.log.warn({ error }, message),
		closing: closing.signal,
		own: (work) => void context.background.own(work),
		probe: probeImage === undefined ? null : createMetadataProbe(context, probeImage, underWay),
	});
	const networkMemory: NetworkMemory = createLately();
	const networks = createNetworks(context, locks, guard, networkMemory);
	const volumes = options.volumes ? createVolumes(volumesOf(options.volumes)) : createNoVolumes();
	function volumesOf(own: NonNullable<DockerEngineOptions["volumes"]>): VolumesOptions {
		const toHostPath = createHostPaths(createDockerSelf(daemon), own.root);
		return { toHostPath, ...own, installation: options.installation, closing: closing.signal };
	}
	const authOf = (domain: string) => options.registries?.[domain];
	const limitParts: LimitParts = {
		hostLimits: async (signal) => (await host.info({ signal })).limits,
		memoryInUse: async (id, signal) => (await stats.readings([id], { signal })).get(id)?.memoryBytes ?? null,
		cpuLimitChanged: (...changed) => cpuLimitChanged(...changed),
	};

	const imageMemory: ImageMemory = createLately();
	const logs = createLogs(context, hub);
	const containers = createContainers(context, {
		hub,
		networks,
		networkMemory,
		volumes,
		guard,
		locks,
		limitParts,
		imageMemory,
		exec: (...asked) => exec.run(...asked),
	});
	const exec = createExec(context, { containers, logs });
	const { cpuLimitChanged, ...stats } = createStats(context, (signal) => host.info({ signal }), options.statsSource ?? null);

	const events = createEvents(context, hub);

	return {
		containers,
		images: createImages(context, imageMemory, authOf),
		builds: createBuilds(context, authOf),
		networks,
		volumes,
		logs,
		events,
		exits: createExits({ containers, logs, events, clock: systemClock, pollMs: limits.readyPollMs, removeMs: limits.removeMs }),
		changes: createChanges(context, { networks, networkMemory, volumes, guard }, limitParts),
		stats,
		exec,
		upkeep: createUpkeep(context, containers, networks),
		host: {
			ping: host.ping,
			info: host.info,
			capabilities: createCapabilities(context, { volumes, guard, isLocal: options.host === undefined }),
			preflight: async (call) => (await Promise.all([host.preflight(call), volumes.preflight(call), guard.preflight(call)])).flat(),
		},
		async close() {
			closing.abort();
			await context.background.settle(limits.closeMs);
			closed.abort();
		},
	};
}

function addressOf({ socketPath, host, port }: DockerEngineOptions): DaemonAddress {
	if (host === undefined) return { socketPath: socketPath ?? "/var/run/docker.sock" };
	return { host, port: port ?? 2375 };
}

const ignore = () => undefined;
const silent: EngineLog = { debug: ignore, info: ignore, warn: ignore, error: ignore };
