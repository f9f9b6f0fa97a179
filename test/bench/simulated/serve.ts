import { startApi } from "@berth/api/compose";
import { loadConfig } from "@berth/api/config";
import { createFakeEngine, createFakeHost } from "@berth/engine/fake";
import { type Crowd, withCrowd } from "./crowd-engine.ts";

/**
 * The service as it is shipped, but for its engine: a simulated host, with BENCH_CROWD on it. It compares all leases with the host every
 * BENCH_RECONCILE_MS, where that is set. A SIGUSR2 collects what is garbage and
 * says so, for whoever wants to know what is really held.
 */
const host = createFakeHost({ everyImagePublished: true, cpus: 64, memoryBytes: 2 ** 38, callHistory: 0 });
const { BENCH_CROWD, BENCH_RECONCILE_MS, ...env } = process.env;
const crowd = BENCH_CROWD ? (JSON.parse(BENCH_CROWD) as Crowd) : null;
const api = await startApi(loadConfig(env), {
	createEngine: (installation) => {
		const engine = createFakeEngine(host, { installation });
		return crowd === null ? engine : withCrowd(engine, crowd);
	},
	...(BENCH_RECONCILE_MS && { timings: { reconcileMs: Number(BENCH_RECONCILE_MS) } }),
});
process.on("SIGTERM", () => void api.stop().then(() => process.exit(0)));
process.on("SIGUSR2", () => {
	// Twice: what the first one finalizes, the second one frees.
	for (let times = 0; times < 2; times++) globalThis.gc?.();
	process.stdout.write(`${JSON.stringify({ op: "bench.collected", ...process.memoryUsage() })}\n`);
});
