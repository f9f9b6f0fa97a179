import { describe, expect, it } from "vitest";
import type { Apply } from "../apply.ts";
import { noMetrics } from "../observe.ts";
import { createManualClock, settled } from "../testing/manual-clock.ts";
import { aLease, anOperation } from "../testing/records.ts";
import { createLanes } from "./lanes.ts";
import { type LaneTools, runInLane } from "./run-in-lane.ts";

const MINUTE = 60_000;

/** Two works for one lane; the first keeps it until the test lets it go. */
function stage(operationState: "queued" | "running", leftMs: number) {
	const clock = createManualClock();
	const lease = aLease({ state: "updating", deadlineAt: new Date(clock.now().getTime() + leftMs), readAt: clock.now() });
	const deadlines: number[] = [];
	const ran: (Date | null)[] = [];
	const apply: Pick<Apply, "change"> = {
		async change(_id, _authority, decide) {
			const { change, result } = decide(lease, null);
			const inMs = change?.set?.deadlineInMs ?? Number.NaN;
			deadlines.push(inMs);
			return { result, lease: { ...lease, deadlineAt: new Date(clock.now().getTime() + inMs), readAt: clock.now() }, moved: null };
		},
	};
	const end = Promise.withResolvers<void>();
	// Of the tools only what a lane needs.
	const tools = {
		lanes: createLanes({ workers: 1, perTenant: 1, closing: 0, pulls: 1, clock, metrics: noMetrics }),
		engine: {},
		stores: { operations: { find: async () => anOperation({ kind: "update", state: operationState }) } },
		apply,
		fence: { nodeId: lease.nodeId, epoch: 1 },
		deadlines: { updating: 20 * MINUTE },
	} as unknown as LaneTools;
	const run = runInLane(tools, async (_inLane, row) => {
		ran.push(row.deadlineAt);
		await end.promise;
		return "done";
	});
	const begin = () => {
		const signals = { preempted: new AbortController().signal, cancelled: new AbortController().signal };
		void run(lease, signals, { onStep: () => undefined, onWait: () => undefined, onCalls: () => undefined });
	};
	return { clock, lease, deadlines, ran, begin, letGo: () => end.resolve() };
}

async function waitFor(waitMs: number, operationState: "queued" | "running", leftMs = 5 * MINUTE) {
	const { clock, lease, deadlines, ran, begin, letGo } = stage(operationState, leftMs);
	begin();
	begin();
	await settled();
	await clock.advance(waitMs);
	letGo();
	await settled();
	return { lease, deadlines, ran };
}

describe("the time that work waits for a lane", () => {
	it("is not counted: what had not begun has all of its time from then on", async () => {
		const { deadlines, ran, lease } = await waitFor(30 * MINUTE, "queued");
		expect(deadlines).toEqual([20 * MINUTE]);
		expect(ran).toEqual([lease.deadlineAt, new Date((lease.deadlineAt?.getTime() ?? 0) + 45 * MINUTE)]);
	});

	it("is not counted: what had begun has what was left of its time", async () => {
		expect((await waitFor(30 * MINUTE, "running")).deadlines).toEqual([5 * MINUTE]);
	});

	it("gives no time back to what had none left before, and is not written for a moment", async () => {
		expect((await waitFor(30 * MINUTE, "queued", 0)).deadlines).toEqual([]);
		expect((await waitFor(900, "queued")).deadlines).toEqual([]);
	});
});
