import { newId } from "@berth/core";
import pg from "pg";
import { createLeaseWorld, type LeaseWorld } from "../../crash/lease-world.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { figureOf, ratioAtMost } from "../figure.ts";
import { interleave } from "../rounds.ts";
import { compare } from "../statistics.ts";

const BUDGET = ratioAtMost(6);
/** As many connections as the service has. */
const POOL_MAX = 10;
const REST_MS = 60_000;

/** How long a caller waits until a command is committed, beside one insert of one row. */
export const accept: Bench = {
	name: "accept",
	says: "provision, restart and scale until each is committed and returned, beside one insert that returns its row",
	needs: ["postgres"],
	async *run(context) {
		const world = await createLeaseWorld();
		context.onEnd(() => world[Symbol.asyncDispose]());
		// At the service's own pace: what it does beside its work shall not be felt.
		world.startAgent({ timings: { reconcileMs: 60_000, pollMs: 5_000, sweepMs: 60_000, passivateMs: 60_000 } });
		await world.nodeLives();
		const insert = await openInsert(world.test.url, context);
		for (const { name, ask } of await openCommands(world, context)) {
			const { subject, control } = await interleave({
				rounds: context.quick ? 60 : 300,
				warmUps: 20,
				signal: context.signal,
				subject: ask,
				control: insert,
			});
			yield figureOf({ bench: "accept", figure: `${name} p50`, unit: "ms", budget: BUDGET, ...compare(subject, control) });
		}
	},
};

/** One row as large as that of an operation, by a statement that is prepared already, in a transaction of its own. */
async function openInsert(url: string, { onEnd }: BenchContext): Promise<() => Promise<number>> {
	const pool = new pg.Pool({ connectionString: url, max: POOL_MAX, application_name: "berth bench control" });
	onEnd(() => pool.end());
	await pool.query("create table bench_control (id uuid primary key, body jsonb not null, at timestamptz not null default now())");
	const text = "insert into bench_control (id, body) values ($1, $2) returning id, body, at";
	const body = JSON.stringify({ kind: "restart", state: "queued", requestedBy: "user:test", steps: [] });
	return () => timed(() => pool.query({ name: "bench_control", text, values: [newId(), body] }));
}

interface Command {
	readonly name: string;
	/** Asks once and waits, after the time is taken, until nothing is under way. */
	readonly ask: () => Promise<number>;
}

async function openCommands({ service, caller, tenantId, rests }: LeaseWorld, { signal }: BenchContext): Promise<readonly Command[]> {
	const item = { sku: "tiny", quantity: 1 };
	let count = 0;
	const provision = () => service.provision(caller, tenantId, { name: `lease-${count++}`, items: [item], manifest: { image: "app:1" } });
	const { leaseId } = await provision();
	await rests(leaseId);
	const once = async (command: () => ReturnType<typeof provision>): Promise<number> => {
		const begun = performance.now();
		const taken = await command();
		const ms = performance.now() - begun;
		const { leaseId, operationId } = taken;
		const { met, lease } = await service.wait(caller, { leaseId, operationId, timeoutMs: REST_MS }, signal);
		if (!met || lease.state !== "ready") throw new Error(`a lease did not become ready: ${lease.state}, ${lease.message}`);
		return ms;
	};
	let quantity = 1;
	const scale = () => {
		quantity = 3 - quantity;
		return service.scale(caller, { leaseId, items: [{ service: "app", quantity }] });
	};
	return [
		{ name: "provision", ask: () => once(provision) },
		{ name: "restart", ask: () => once(() => service.restart(caller, { leaseId })) },
		{ name: "scale", ask: () => once(scale) },
	];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
	const begun = performance.now();
	await work();
	return performance.now() - begun;
}
