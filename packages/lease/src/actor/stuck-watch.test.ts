import { AppError, type LeaseId, MINUTE } from "@berth/core";
import { expect, it } from "vitest";
import { aLease, at, leaseId } from "../testing/records.ts";
import type { ActorState } from "./actor-state.ts";
import { createStuckWatch, type StuckTools } from "./stuck-watch.ts";

const signal = new AbortController().signal;
const { nodeId } = aLease();
const deadlineAt = (minutes: number) => new Date(at.getTime() + minutes * MINUTE);

const actor = (over: Partial<ActorState> = {}): ActorState => ({
	lease: aLease({ state: "restarting", deadlineAt: at }),
	depth: 0,
	high: 0,
	refused: 0,
	oldestAt: null,
	panics: 0,
	restarts: 0,
	busy: true,
	queued: false,
	current: "due",
	step: "stop",
	startedAt: at,
	timerAt: null,
	lastMove: null,
	calls: () => [],
	handled: () => [],
	...over,
});

/** A watch of one actor, and what it told. */
function aWatch() {
	const told: unknown[] = [];
	const states = new Map<LeaseId, ActorState>();
	let now = at;
	let away = false;
	const tellStuck: StuckTools["stores"]["webhooks"]["tellStuck"] = async (_, id, data) => {
		if (away) throw new AppError("DATABASE_UNAVAILABLE");
		told.push([id, data]);
		return 1;
	};
	const look = createStuckWatch({
		stores: { webhooks: { tellStuck } },
		fence: { nodeId, epoch: 1 },
		clock: { now: () => now },
		timings: { stuckNoticeMs: 5 * MINUTE },
		actorStates: () => states,
	});
	return {
		told,
		at: async (minutes: number, state: ActorState) => {
			now = deadlineAt(minutes);
			states.set(leaseId, state);
			await look(signal);
		},
		setAway: (is: boolean) => (away = is),
	};
}

it("an actor that is past its deadline for minutes is told of once, and once more at another deadline", async () => {
	const watch = aWatch();
	await watch.at(4, actor());
	expect(watch.told).toEqual([]);
	for (const minutes of [5, 6, 7]) await watch.at(minutes, actor());
	const data = { state: "restarting", step: "stop", current: "due", deadlineAt: at.toISOString(), stuckSeconds: 300 };
	expect(watch.told).toEqual([[leaseId, data]]);
	const again = actor({ lease: aLease({ state: "failing", deadlineAt: deadlineAt(8) }) });
	await watch.at(12, again);
	await watch.at(14, again);
	expect(watch.told).toHaveLength(2);
});

it("whoever rests, waits for a turn or has no deadline is not stuck", async () => {
	const watch = aWatch();
	for (const state of [actor({ busy: false }), actor({ queued: true }), actor({ lease: aLease() }), actor({ lease: null })])
		await watch.at(60, state);
	expect(watch.told).toEqual([]);
});

it("what could not be told is told by the next look", async () => {
	const watch = aWatch();
	watch.setAway(true);
	await expect(watch.at(6, actor())).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
	watch.setAway(false);
	await watch.at(7, actor());
	expect(watch.told).toHaveLength(1);
});
