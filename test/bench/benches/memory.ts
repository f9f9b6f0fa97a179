import { setTimeout as pause } from "node:timers/promises";
import { createBerthServer } from "../../support/berth-server.ts";
import { createTestDatabase } from "../../support/postgres.ts";
import { startWebServer } from "../../support/web-server.ts";
import type { Bench, BenchContext, Budget, Figure } from "../bench.ts";
import { figureOf, ratioAtMost, valueAtMost } from "../figure.ts";
import { residentMib } from "../memory-of.ts";
import { type CrowdedService, openCrowd, untilReconciled } from "../simulated/open-crowd.ts";
import { buildSimulated } from "../simulated/simulated-server.ts";
import { alone, compare } from "../statistics.ts";

const bench = "memory";
const MANY = 100_000;
const FEW = 100;
const MIB = 2 ** 20;

/** What leases that rest cost in memory, and what a service that has nothing to do holds. */
export const memory: Bench = {
	name: bench,
	says: `resident memory with ${MANY} resting leases beside that with ${FEW}; and of a service and its dashboard without any`,
	needs: ["postgres", "docker", "build", "pages"],
	async *run(context) {
		yield* resting(context);
		yield await idle(context);
	},
};

/** Both compare all leases with the host every few seconds, many times as often as in earnest, and are read between. */
async function* resting(context: BenchContext): AsyncGenerator<Figure> {
	yield* compareCrowds(context, { figure: "resting leases", running: FEW, budget: ratioAtMost(1.5) });
	// What runs is watched, and what is watched is held: it grows with what the host itself must bear.
	if (!context.quick) yield* compareCrowds(context, { figure: "running leases", running: MANY, budget: null });
}

interface Crowds {
	readonly figure: string;
	/** How many of the leases run; the others are stopped. */
	readonly running: number;
	readonly budget: Budget | null;
}

async function* compareCrowds(context: BenchContext, { figure, running, budget }: Crowds): AsyncGenerator<Figure> {
	const { quick, signal, say } = context;
	await buildSimulated(signal);
	const [many, few] = await Promise.all([open(MANY, running, context), open(FEW, FEW, context)]);
	say(`Both services have looked at all their leases, of which ${running} and ${FEW} run.`);
	const read = async ({ server }: CrowdedService) => {
		await untilReconciled(server, performance.now());
		return (await server.restingBytes()) / MIB;
	};
	const subject: number[] = [];
	const control: number[] = [];
	// Of both at once: what they hold does not depend on how quick they are. The first time does not count.
	for (let round = -1; round < (quick ? 3 : 20); round++) {
		signal.throwIfAborted();
		const [ofMany, ofFew] = await Promise.all([read(many), read(few)]);
		if (round < 0) continue;
		subject.push(ofMany);
		control.push(ofFew);
	}
	yield figureOf({ bench, figure, unit: "MiB", budget, ...compare(subject, control) });
	// What is garbage a moment later; a machine needs room for it all the same.
	const peaks = await Promise.all([many, few].map(async ({ server }) => (await server.peakBytes()) / MIB));
	yield figureOf({ bench, figure: `${figure}, peak`, unit: "MiB", budget: null, ...compare(peaks.slice(0, 1), peaks.slice(1)) });
	await Promise.all([many, few].map(({ server }) => server.kill()));
}

async function open(count: number, running: number, context: BenchContext): Promise<CrowdedService> {
	const service = await openCrowd(count, context, { running, env: { BENCH_RECONCILE_MS: "3000", NODE_CLAIM_TIME: "10s" } });
	await service.server.start();
	await untilReconciled(service.server);
	return service;
}

const PAGES = 5;
/** Before the first look, and between one and the next. */
const SETTLE_MS = 3_000;
const BETWEEN_MS = 1_000;

/** Both as they are shipped, after a few pages were asked for. */
async function idle({ quick, onEnd, signal }: BenchContext): Promise<Figure> {
	const test = await createTestDatabase();
	onEnd(() => test[Symbol.asyncDispose]());
	const web = await startWebServer();
	onEnd(() => web[Symbol.asyncDispose]());
	const server = await createBerthServer({ databaseUrl: test.url, env: { WEB_URL: web.url } });
	onEnd(() => server[Symbol.asyncDispose]());
	await server.start();
	for (let page = 0; page < PAGES; page++) await (await fetch(`${server.url}/sign-in`, { signal })).text();
	await pause(SETTLE_MS, undefined, { signal });
	const both = async () => {
		await pause(BETWEEN_MS, undefined, { signal });
		return (await residentMib(server.pid() ?? 0)) + (await residentMib(web.pid));
	};
	const seen: number[] = [];
	for (let round = 0; round < (quick ? 3 : 20); round++) seen.push(await both());
	return figureOf({ bench, figure: "idle, api and web", unit: "MiB", budget: valueAtMost(200), ...alone(seen) });
}
