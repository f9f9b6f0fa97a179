import { join } from "node:path";
import { defaultHome, homeAt, root } from "../../../scripts/lib/paths.ts";
import { run } from "../../../scripts/lib/run.ts";
import { type BerthServer, createBerthServer } from "../../support/berth-server.ts";
import { waitUntil } from "../../support/wait-until.ts";
import { statusBytes } from "../memory-of.ts";
import type { Crowd } from "./crowd-engine.ts";

/** The bundled service on a simulated host, in a process of its own. */
export interface SimulatedServer extends BerthServer {
	/** Resident memory once what is garbage has been collected, in bytes. */
	restingBytes(): Promise<number>;
	/** The most that was ever resident, in bytes. */
	peakBytes(): Promise<number>;
}

export interface SimulatedOptions {
	readonly databaseUrl: string;
	readonly crowd?: Crowd;
	readonly env?: Readonly<Record<string, string>>;
}

const program = join(homeAt(join(defaultHome, "bench")).folder, "simulated/main.mjs");

/** Builds the program as the service is built. */
export async function buildSimulated(signal: AbortSignal): Promise<void> {
	await run(["node", join(root, "apps/api/build.ts"), join(import.meta.dirname, "serve.ts"), program], { signal });
}

export async function createSimulatedServer({ databaseUrl, crowd, env }: SimulatedOptions): Promise<SimulatedServer> {
	const server = await createBerthServer({
		databaseUrl,
		program: ["--expose-gc", program],
		env: { ALLOWED_REGISTRIES: "docker.io", LOG_LEVEL: "info", ...(crowd && { BENCH_CROWD: JSON.stringify(crowd) }), ...env },
	});
	const pid = () => {
		const running = server.pid();
		if (running === null) throw new Error("the service does not run");
		return running;
	};
	const collections = () => server.output().split('"bench.collected"').length;
	return {
		...server,
		async restingBytes() {
			const before = collections();
			process.kill(pid(), "SIGUSR2");
			await waitUntil(() => collections() > before, { timeoutMs: 60_000, what: "garbage to be collected" });
			return statusBytes(pid(), "VmRSS");
		},
		peakBytes: () => statusBytes(pid(), "VmHWM"),
	};
}
