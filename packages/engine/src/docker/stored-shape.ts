import { z } from "zod";
import {
	type ContainerShape,
	fingerprint,
	hardened,
	healthShape,
	limitsShape,
	list,
	mountWords,
	one,
	portWords,
	type ShapeSettings,
	set,
	shapedLabels,
} from "../drift/index.ts";
import { readVolumes } from "../labels.ts";
import type { ContainerSpec, HealthCheckSpec } from "../spec.ts";
import type { ContainerInspect } from "./wire.ts";

const NS_PER_MS = 1_000_000;

const strings = z
	.array(z.string())
	.nullish()
	.transform((found) => found ?? []);
const names = z
	.record(z.string(), z.unknown())
	.nullish()
	.transform((found) => Object.keys(found ?? {}));
const labels = z
	.record(z.string(), z.string())
	.nullish()
	.transform((found) => found ?? {});

/** Null, empty and zero are one: not said. */
const healthCheck = z
	.object({
		Test: strings,
		Interval: z.number().nullish(),
		Timeout: z.number().nullish(),
		StartPeriod: z.number().nullish(),
		Retries: z.number().nullish(),
	})
	.nullish();

/** What of an image's or a container's settings is compared; it holds values of env, so it is read here alone. */
const config = z.object({
	Env: strings,
	Entrypoint: strings,
	Cmd: strings,
	User: z.string().nullish(),
	Labels: labels,
	Healthcheck: healthCheck,
});
export const containerDetails = z.object({
	Config: config.extend({ StopTimeout: z.number().nullish() }),
	NetworkSettings: z.object({ Networks: z.record(z.string(), z.object({ Aliases: strings }).nullish()).nullish() }),
});
export const imageDetails = z.object({ Config: config.extend({ Volumes: names }).nullish() });

type Config = z.infer<typeof config>;
export type ContainerDetails = z.infer<typeof containerDetails>;
export type ImageDetails = z.infer<typeof imageDetails>;

/** The shape of a container as the daemon has it. */
export function storedShape(stored: ContainerInspect, details: ContainerDetails, settings: ShapeSettings): ContainerShape {
	const { HostConfig: host } = stored;
	const network = host.NetworkMode;
	return {
		...configShape(details.Config, settings.hashKey),
		image: one(stored.Config.Image),
		imageId: one(settings.imageId === null ? null : stored.Image),
		ports: Object.fromEntries(
			Object.entries(host.PortBindings).map(([port, at]) => [port, portWords(Number(at?.[0]?.HostPort ?? "") || undefined)]),
		),
		mounts: mountsShape(stored),
		tmpfs: set(Object.keys(host.Tmpfs ?? {}), "temporary"),
		limits: limitsShape(
			{
				memoryBytes: host.Memory,
				memoryAndSwapBytes: host.MemorySwap,
				cpuMillis: host.NanoCpus / NS_PER_MS,
				pidsMax: host.PidsLimit ?? 0,
			},
			settings.enforced,
		),
		network: one(network),
		// Old daemons add the beginning of the id by themselves.
		aliases: set(
			(details.NetworkSettings.Networks?.[network]?.Aliases ?? []).filter((alias) => !stored.Id.startsWith(alias)),
			"answers",
		),
		stopGraceSeconds: one(details.Config.StopTimeout?.toString()),
		init: one(String(host.Init ?? false)),
		security: {
			readOnlyRoot: String(host.ReadonlyRootfs),
			privileged: String(host.Privileged),
			capabilities: capabilitiesOf(host),
			noNewPrivileges: String(host.SecurityOpt.some((option) => /^no-new-privileges(:true)?$/.test(option))),
			restart: host.RestartPolicy.Name || hardened.restart,
		},
	};
}

/** What the image brings to a container of this spec, and what was found out about the image when the container was made. */
export function broughtShape(spec: ContainerSpec, image: ImageDetails, actual: ContainerShape, hashKey: string): ContainerShape {
	const brought = image.Config ? configShape(image.Config, hashKey) : {};
	const declared = image.Config?.Volumes ?? [];
	const { writablePaths } = spec;
	const filled = writablePaths?.kind === "volume" ? `${writablePaths.volumeId}/image/` : null;
	const mounts = Object.entries(actual.mounts ?? {}).filter(([, place]) => filled !== null && place.startsWith(filled));
	return {
		...brought,
		// An image without a user runs as the one that owns its declared volumes.
		...(declared.length > 0 && !image.Config?.User && actual.user ? { user: actual.user } : {}),
		mounts: Object.fromEntries(mounts),
		tmpfs: writablePaths?.kind === "tmpfs" ? (actual.tmpfs ?? {}) : set(declared, "temporary"),
	};
}

const configShape = (found: Config, hashKey: string): ContainerShape => ({
	command: list(found.Entrypoint),
	args: list(found.Cmd),
	env: Object.fromEntries(found.Env.map((line) => readVariable(line, hashKey))),
	user: one(found.User),
	labels: shapedLabels(found.Labels),
	healthCheck: healthShape(toHealthCheck(found)),
});

function readVariable(line: string, hashKey: string): [string, string] {
	const at = line.indexOf("=");
	const name = at < 0 ? line : line.slice(0, at);
	return [name, fingerprint(name, at < 0 ? "" : line.slice(at + 1), hashKey)];
}

function toHealthCheck({ Healthcheck: found }: Config): HealthCheckSpec | undefined {
	if (!found) return undefined;
	const ms = (name: string, ns: number | null | undefined) => (ns ? { [name]: ns / NS_PER_MS } : {});
	return {
		test: found.Test,
		...ms("intervalMs", found.Interval),
		...ms("timeoutMs", found.Timeout),
		...ms("startPeriodMs", found.StartPeriod),
		...(found.Retries ? { retries: found.Retries } : {}),
	};
}

/** Where in a volume each mounted directory lies: what comes after the root of volumes, which begins with a volume's id. */
function mountsShape(stored: ContainerInspect): Readonly<Record<string, string>> {
	const ids = readVolumes(stored.Config.Labels);
	const binds = stored.Mounts.filter(({ Type }) => Type !== "tmpfs");
	return Object.fromEntries(
		binds.map(({ Type, Source, Destination, RW }) => {
			const parts = (Source ?? "").split("/");
			const at = parts.findIndex((part) => ids.includes(part));
			return [Destination, mountWords(at < 0 ? `${Type} of ${Source ?? "nothing"}` : parts.slice(at).join("/"), RW === false)];
		}),
	);
}

function capabilitiesOf({ CapAdd, CapDrop }: ContainerInspect["HostConfig"]): string {
	if (CapAdd.length === 0 && CapDrop.includes("ALL")) return hardened.capabilities;
	return `added: ${CapAdd.join(", ") || "none"}; dropped: ${CapDrop.join(", ") || "none"}`;
}
