import { waitUntil } from "../../support/wait-until.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { figureOf, valueAtMost } from "../figure.ts";
import { openCrowd, untilReconciled } from "../simulated/open-crowd.ts";
import { buildSimulated } from "../simulated/simulated-server.ts";
import { alone } from "../statistics.ts";

const bench = "recover";
const LEASES = 1_000;
const BUDGET = valueAtMost(5);
const SECOND = 1_000;

/** How soon a service that was restarted takes commands and does them. */
export const recover: Bench = {
	name: bench,
	says: `a process with ${LEASES} leases is ended and started again, until a command is accepted and until it is done`,
	needs: ["postgres", "two-cores", "build"],
	async *run(context) {
		await buildSimulated(context.signal);
		const service = await openService(context);
		const ordered: Seconds[] = [];
		const killed: Seconds[] = [];
		for (let round = 0; round < (context.quick ? 2 : 15); round++) {
			context.signal.throwIfAborted();
			ordered.push(await service.restart("stop"));
			if (round < (context.quick ? 1 : 5)) killed.push(await service.restart("kill"));
		}
		const told = (figure: string, of: readonly number[], budget: typeof BUDGET | null) =>
			figureOf({ bench, figure, unit: "s", budget, ...alone(of) });
		const pick = (all: readonly Seconds[], what: keyof Seconds) => all.map((one) => one[what]);
		yield told("restarted, command accepted", pick(ordered, "accepted"), BUDGET);
		yield told("restarted, command done", pick(ordered, "done"), BUDGET);
		yield told("restarted, every lease looked at", pick(ordered, "reconciled"), null);
		yield told("killed, command accepted", pick(killed, "accepted"), BUDGET);
		// The claim of whoever was killed has to lapse first.
		yield told("killed, command done", pick(killed, "done"), null);
	},
};

/** Since the new process was begun. */
interface Seconds {
	readonly accepted: number;
	readonly done: number;
	readonly reconciled: number;
}

async function openService(context: BenchContext) {
	// The claim lasts as long as it does in earnest.
	const { server, stored } = await openCrowd(LEASES, context, { env: { NODE_CLAIM_TIME: "10s" } });
	await server.start();
	const { client } = await server.signIn(stored.tenantName);
	await untilReconciled(server);
	let nth = 1;
	return {
		async restart(how: "stop" | "kill"): Promise<Seconds> {
			await server[how]();
			const begun = performance.now();
			const seconds = () => (performance.now() - begun) / SECOND;
			await server.start();
			const leaseId = stored.leaseIdOf(nth++);
			const { operationId } = await waitUntil(() => client.lease.restart.mutate({ leaseId }), {
				timeoutMs: 60_000,
				what: "a command to be accepted",
			});
			const accepted = seconds();
			const { met, operation } = await client.lease.wait.query({ leaseId, operationId, timeoutMs: 60_000 });
			if (!met || operation?.state !== "succeeded") throw new Error(`the command ended as ${operation?.state ?? "nothing"}`);
			const done = seconds();
			await untilReconciled(server, begun);
			return { accepted, done, reconciled: seconds() };
		},
	};
}
