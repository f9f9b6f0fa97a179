import type { HostGroup, HostInfo } from "../engine.ts";
import type { Context } from "./context.ts";
import type { EventHub } from "./event-hub.ts";
import { createPreflight, type HostChecks } from "./preflight.ts";
import { readHost } from "./read-host.ts";
import { createSingleFlight } from "./single-flight.ts";
import { fromThrown } from "./translate-error.ts";
import type { Info, Version } from "./wire.ts";
import { aborted } from "./within.ts";

export interface Host extends Omit<HostGroup, "capabilities"> {
	/** Facts may have changed: the daemon was away. */
	forget(): void;
}

export function createHost(context: Context, hub: EventHub, checks: HostChecks): Host {
	const { daemon, limits } = context;
	const asking = createSingleFlight<HostInfo>("host.info");
	let known: HostInfo | null = null;

	const ask = (signal: AbortSignal): Promise<HostInfo> =>
		asking.join("", signal, async (shared) => {
			known = toHostInfo(...(await readHost(context, shared)));
			return known;
		});

	const host: Host = {
		async ping({ signal }) {
			const begunAt = performance.now();
			const latencyMs = () => Math.round((performance.now() - begunAt) * 10) / 10;
			try {
				await daemon.call({ op: "ping", method: "GET", path: "/_ping", signal, ms: limits.pingMs, anyVersion: true });
				hub.sawLife();
				return { ok: true, latencyMs: latencyMs(), error: null };
			} catch (thrown) {
				return { ok: false, latencyMs: latencyMs(), error: fromThrown(thrown, "ping") };
			}
		},
		async info({ signal }) {
			if (signal.aborted) throw aborted("host.info");
			return known ?? ask(signal);
		},
		preflight: ({ signal }) => preflight(signal),
		forget() {
			known = null;
		},
	};
	const preflight = createPreflight(context, host.ping, checks);
	return host;
}

const toHostInfo = (seen: Info, { Version, ApiVersion }: Version): HostInfo => ({
	engine: "docker",
	version: Version,
	apiVersion: ApiVersion,
	os: seen.OperatingSystem,
	arch: seen.Architecture,
	cpus: seen.NCPU,
	memoryBytes: seen.MemTotal,
	storageDriver: seen.Driver,
	cgroupVersion: seen.CgroupVersion === "2" ? 2 : 1,
	dataRoot: seen.DockerRootDir,
	limits: { memory: seen.MemoryLimit, cpu: seen.CpuCfsQuota, pids: seen.PidsLimit, swap: seen.SwapLimit },
	at: new Date().toISOString(),
});
