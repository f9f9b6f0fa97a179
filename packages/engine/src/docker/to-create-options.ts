import { AppError } from "@berth/core";
import type { FileOwner } from "../files/file-owner.ts";
import { containerLabels } from "../labels.ts";
import { assertHostPort, assertProgram, assertSafeMountPath } from "../safe-names.ts";
import type { ContainerSpec, HealthCheckSpec } from "../spec.ts";

/** What was found out about an image and made ready on the host before a container of it is made. */
export interface Storage {
	/** Who the container's process is, and so who owns what it may write. */
	readonly owner: FileOwner;
	/** The user to run as where the spec names none; absent leaves it to the image. */
	readonly runAs?: string;
	/** The image's declared volumes. */
	readonly volumes: readonly string[];
	/** Paths that become temporary directories beside those the spec names. */
	readonly tmpfs: readonly string[];
	/** What is mounted of the host: directories of volumes, as `engine.volumes` gave them. */
	readonly binds: readonly Bind[];
}

export interface Bind {
	readonly source: string;
	readonly target: string;
	readonly readOnly: boolean;
}

export interface CreateSettings {
	readonly installation: string;
	/** What the spec hash is made with. */
	readonly hashKey: string;
	readonly publishIp: string;
	readonly tmpfsBytes: number;
	readonly logFileBytes: number;
	readonly logFiles: number;
}

export type CreateOptions = ReturnType<typeof toCreateOptions>;

/**
 * The whole body of a create request, built field by field from our own spec: nothing is passed through, so nothing can be smuggled in.
 *
 * Hardened always: no capability, no way to gain privileges, a read-only root, no host namespace or device, bounded memory without
 * swap, bounded cpu and pids, bounded logs, no restart by the daemon (who restarts is decided above). A health check of the image
 * does not count, the spec is the contract; so it is switched off where the spec has none.
 */
export function toCreateOptions(spec: ContainerSpec, storage: Storage, settings: CreateSettings) {
	const user = spec.user || storage.runAs;
	const ports = [...new Set(spec.ports.map(spellPort))].sort();
	return {
		Image: spec.image,
		...(spec.command?.length ? { Entrypoint: [...assertProgram(spec.command)] } : {}),
		...(spec.args?.length ? { Cmd: [...spec.args] } : {}),
		...(user ? { User: user } : {}),
		Env: toEnv(spec.env),
		Labels: containerLabels(spec, settings.installation, settings.hashKey),
		ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
		Healthcheck: spec.healthCheck ? toHealthCheck(spec.healthCheck) : { Test: ["NONE"] },
		StopTimeout: Math.max(1, Math.ceil(spec.stopGraceMs / 1_000)),
		HostConfig: {
			CapDrop: ["ALL"],
			SecurityOpt: ["no-new-privileges:true"],
			ReadonlyRootfs: true,
			Privileged: false,
			PublishAllPorts: false,
			Init: spec.init,
			Memory: spec.resources.memoryBytes,
			MemorySwap: spec.resources.memoryBytes,
			NanoCpus: spec.resources.cpuMillis * 1_000_000,
			PidsLimit: spec.resources.pidsMax,
			Tmpfs: toTmpfs(spec, storage, settings.tmpfsBytes),
			Mounts: toMounts(storage.binds),
			NetworkMode: spec.network.name,
			PortBindings: toPortBindings(spec.ports, settings.publishIp),
			RestartPolicy: { Name: "no" },
			LogConfig: {
				Type: "json-file",
				Config: { "max-size": String(settings.logFileBytes), "max-file": String(settings.logFiles) },
			},
		},
		NetworkingConfig: { EndpointsConfig: { [spec.network.name]: { Aliases: [...new Set(spec.network.aliases)].sort() } } },
	};
}

/** An empty port of the host lets the daemon pick one; a number is that one alone. */
const toPortBindings = (ports: ContainerSpec["ports"], HostIp: string) =>
	Object.fromEntries(
		ports
			.toSorted((a, b) => (spellPort(a) < spellPort(b) ? -1 : 1))
			.map((port) => [spellPort(port), [{ HostIp, HostPort: port.hostPort === undefined ? "" : String(assertHostPort(port.hostPort)) }]]),
	);

const spellPort = ({ port, protocol }: ContainerSpec["ports"][number]): string => `${port}/${protocol}`;

export function toEnv(env: Readonly<Record<string, string>>): string[] {
	return Object.entries(env)
		.map(([name, value]) => {
			if (/^[^=\0]+$/.test(name) && !value.includes("\0")) return `${name}=${value}`;
			throw new AppError("BAD_INPUT", {
				message: "An environment variable's name holds no = and nothing of it holds a zero byte.",
				data: { name },
			});
		})
		.sort();
}

/** Only what was said: a zero would mean the daemon's default anyway. */
function toHealthCheck(check: HealthCheckSpec) {
	const ns = (name: string, ms: number | undefined) => (ms ? { [name]: ms * 1_000_000 } : {});
	return {
		Test: [...check.test],
		...ns("Interval", check.intervalMs),
		...ns("Timeout", check.timeoutMs),
		...ns("StartPeriod", check.startPeriodMs),
		...(check.retries ? { Retries: check.retries } : {}),
	};
}

/**
 * Every temporary place of the container. /tmp and /run are noexec: with a read-only root that leaves no place where a dropped
 * program could be started. A path the tenant or the image names may hold programs, since some unpack native code at start and need
 * one such place. The image's VOLUME paths are covered, so that the daemon never makes an anonymous volume for them.
 *
 * The daemon gives a tmpfs the mode of the directory it covers but root as its owner, so both are always said.
 */
function toTmpfs(spec: ContainerSpec, { owner, volumes, tmpfs, binds }: Storage, bytes: number): Record<string, string> {
	const base = `rw,nosuid,nodev,size=${bytes}`;
	const own = owner.uid === 0 ? "mode=1777" : `mode=0755,uid=${owner.uid},gid=${owner.gid}`;
	const mounted = new Set(binds.map(({ target }) => target));
	const asked = [...spec.tmpfs, ...tmpfs].map(assertSafeMountPath);
	const twice = [...asked, "/tmp", "/run"].find((path) => mounted.has(path));
	if (twice !== undefined) throw mountedTwice(twice);
	const declared = volumes.map(assertSafeMountPath).filter((path) => !mounted.has(path));
	const named = [...asked, ...declared].map((path) => [path, `${base},exec,${own}`] as const);
	const shared = `${base},mode=1777,noexec`;
	return { ...Object.fromEntries(named), "/tmp": shared, "/run": shared };
}

/** Never as a line with colons: of such a one the daemon makes a missing source itself, owned by root and without a limit. */
function toMounts(binds: readonly Bind[]) {
	const mounted = new Set<string>();
	return binds.map(({ source, target, readOnly }) => {
		if (mounted.has(assertSafeMountPath(target))) throw mountedTwice(target);
		mounted.add(target);
		return { Type: "bind" as const, Source: source, Target: target, ReadOnly: readOnly, BindOptions: { Propagation: "rprivate" as const } };
	});
}

const mountedTwice = (path: string): AppError =>
	new AppError("BAD_INPUT", { message: "Two things cannot be mounted at one path.", data: { path } });
