import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import { createBerthServer } from "../../support/berth-server.ts";
import type { Bench } from "../bench.ts";
import { figureOf, ratioAtLeast } from "../figure.ts";
import { interleave } from "../rounds.ts";
import { startBareServer } from "../rpc/start-bare-server.ts";
import { storeLeases } from "../seed/stored-leases.ts";
import { compare } from "../statistics.ts";

const BUDGET = ratioAtLeast(0.7);
/** Enough to keep one process busy. */
const CONNECTIONS = 32;
const PATH = "/trpc/sku.list";
/** Calls are counted as in earnest, up to a number that nothing reaches. */
const unlimited = { ROLE: "api", CALLS_PER_CALLER: "100000000", CALLS_PER_TENANT: "100000000" };

/** Calls a second of a person who is signed in, on the service as it is shipped. */
export const rpc: Bench = {
	name: "rpc",
	says: "a query of one read over HTTP, by somebody signed in, beside a bare tRPC server with the same adapter, pool and read",
	needs: ["two-cores", "postgres", "build"],
	async *run({ quick, signal, onEnd }) {
		const stored = await storeLeases(100);
		onEnd(() => stored[Symbol.asyncDispose]());
		const folder = await mkdtemp(join(tmpdir(), "berth-bench-"));
		onEnd(() => rm(folder, { recursive: true, force: true }));
		// What it logs goes to a file, as it does in earnest.
		const berth = await createBerthServer({ databaseUrl: stored.url, outputFile: join(folder, "log"), env: unlimited });
		onEnd(() => berth[Symbol.asyncDispose]());
		await berth.start();
		const { cookie } = await berth.signIn(stored.tenantName);
		const bare = await startBareServer(new URL("../rpc/bare-server.ts", import.meta.url), { DATABASE_URL: stored.url });
		onEnd(() => bare[Symbol.asyncDispose]());

		const seconds = quick ? 2 : 5;
		const { subject, control } = await interleave({
			rounds: quick ? 4 : 10,
			signal,
			subject: () => load(berth.url, seconds, { cookie }),
			control: () => load(bare.url, seconds, {}),
		});
		yield figureOf({ bench: "rpc", figure: "calls a second", unit: "1/s", budget: BUDGET, ...compare(subject, control) });
	},
};

/** Errors  when one answer was no success: what fails fast would look quick. */
async function load(url: string, seconds: number, headers: Readonly<Record<string, string>>): Promise<number> {
	const answer = await autocannon({ url: `${url}${PATH}`, connections: CONNECTIONS, duration: seconds, headers: { ...headers } });
	const failed = answer.errors + answer.timeouts + answer.non2xx;
	if (failed > 0 || answer["2xx"] === 0) throw new Error(`${failed} calls failed and ${answer["2xx"]} succeeded`);
	return answer["2xx"] / answer.duration;
}
