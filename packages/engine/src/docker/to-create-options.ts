import { AppError } from "@berth/core";
import { containerLabels } from "../labels.ts";
import { assertSafeMountPath } from "../safe-names.ts";
import type { ContainerSpec, HealthCheckSpec } from "../spec.ts";

/** What an image says about itself that decides how a container of it is made. */
export interface ImageTraits {
	readonly user: string;
	readonly volumes: readonly string[];
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
export function toCreateOptions(spec: ContainerSpec, image: ImageTraits, settings: CreateSettings) {
	const ports = [...new Set(spec.ports.map(({ port, protocol }) => `${port}/${protocol}`))].sort();
	return {
		Image: spec.image,
		...(spec.command?.length ? { Entrypoint: [...spec.command] } : {}),
		...(spec.args?.length ? { Cmd: [...spec.args] } : {}),
		...(spec.user ? { User: spec.user } : {}),
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
			Tmpfs: toTmpfs(spec, image, settings.tmpfsBytes),
			NetworkMode: spec.network.name,
			PortBindings: Object.fromEntries(ports.map((port) => [port, [{ HostIp: settings.publishIp, HostPort: "" }]])),
			RestartPolicy: { Name: "no" },
			LogConfig: {
				Type: "json-file",
				Config: { "max-size": String(settings.logFileBytes), "max-file": String(settings.logFiles) },
			},
		},
		NetworkingConfig: { EndpointsConfig: { [spec.network.name]: { Aliases: [...new Set(spec.network.aliases)].sort() } } },
	};
}

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
 * Every writable place of the container. /tmp and /run are noexec: with a read-only root that leaves no place where a dropped
 * program could be started. A path the tenant or the image names may hold programs, since some unpack native code at start and need
 * one such place. The image's VOLUME paths are covered, so that the daemon never makes an anonymous volume for them.
 *
 * The daemon gives a tmpfs the mode of the directory it covers but root as its owner; a numeric user gets the paths named for it.
 */
function toTmpfs(spec: ContainerSpec, image: ImageTraits, bytes: number): Record<string, string> {
	const base = `rw,nosuid,nodev,size=${bytes},mode=1777`;
	const owner = /^(\d{1,10}):(\d{1,10})$/.exec(spec.user ?? image.user) ?? /^(\d{1,10})$/.exec(spec.user ?? image.user);
	const owned = owner ? `,uid=${owner[1]},gid=${owner[2] ?? "0"}` : "";
	const named = [...spec.tmpfs, ...image.volumes].map(assertSafeMountPath).map((path) => [path, `${base},exec${owned}`] as const);
	return { ...Object.fromEntries(named), "/tmp": `${base},noexec`, "/run": `${base},noexec` };
}
