import { AppError } from "@berth/core";
import type { Engine } from "@berth/engine";
import { describe, expect, it } from "vitest";
import type { LaneOptions } from "../agent-types.ts";
import { createManualClock, settled } from "../testing/manual-clock.ts";
import type { Lane } from "./lane.ts";
import { engineInLane } from "./lane-engine.ts";
import { createLanes } from "./lanes.ts";

const one: LaneOptions = { workers: 1, perTenant: 1, closing: 0, pulls: 1 };

function stage(options: LaneOptions) {
	const clock = createManualClock();
	const waits: [string, number][] = [];
	const lanes = createLanes({ ...options, clock, metrics: { waited: (lane, ms) => void waits.push([lane, ms]) } });
	/** Work that goes on until the test ends it. */
	const work = (tenantId: string, more: { onlyReads?: boolean } = {}) => {
		const preempted = new AbortController();
		const cancelled = new AbortController();
		const end = Promise.withResolvers<void>();
		const state = { lane: null as Lane | null, waitedMs: null as number | null, before: null as (() => number) | null };
		const done = lanes.run(
			{ tenantId, closing: false, ...more, onWait: (before) => void Object.assign(state, { before }) },
			{ preempted: preempted.signal, cancelled: cancelled.signal },
			async (lane, waitedMs) => {
				Object.assign(state, { lane, waitedMs });
				await end.promise;
			},
		);
		done.catch(() => undefined);
		return { state, done, preempted, cancelled, end: () => end.resolve() };
	};
	return { clock, lanes, waits, work };
}

/** A call of an engine that lasts until the test ends it. */
function held() {
	const end = Promise.withResolvers<string>();
	let begun = false;
	return {
		run: () => {
			begun = true;
			return end.promise;
		},
		end: () => end.resolve("done"),
		get begun() {
			return begun;
		},
	};
}
const never = new AbortController().signal;

describe("a lane", () => {
	it("is waited for, and the wait is told while it lasts and counted when it is over", async () => {
		const { work, clock, lanes, waits } = stage(one);
		const first = work("a");
		const second = work("a");
		const third = work("b");
		await settled();
		expect(first.state).toMatchObject({ waitedMs: 0, before: null });
		expect([second.state.before?.(), third.state.before?.()]).toEqual([0, 1]);
		expect(lanes.depths().work).toEqual({ waiting: 2, running: 1 });
		await clock.advance(700);
		first.end();
		await settled();
		expect(second.state).toMatchObject({ waitedMs: 700, before: null });
		second.end();
		third.end();
		await Promise.all([second.done, third.done]);
		expect(lanes.depths().work).toEqual({ waiting: 0, running: 0 });
		expect(waits).toEqual([0, 700, 700].map((ms) => ["work", ms]));
	});

	it("is not had by work that is not wanted any more, and nobody waits for it longer", async () => {
		const { work } = stage(one);
		const first = work("a");
		const second = work("a");
		const third = work("a");
		await settled();
		const reason = new AppError("ABORTED");
		second.preempted.abort(reason);
		await expect(second.done).rejects.toBe(reason);
		expect(second.state.lane).toBeNull();
		first.end();
		await settled();
		expect(third.state.lane).not.toBeNull();
	});

	it("is not waited for by work that only looks", async () => {
		const { work, lanes } = stage(one);
		const first = work("a");
		const second = work("a", { onlyReads: true });
		await settled();
		expect(second.state.lane).not.toBeNull();
		expect(lanes.depths().work).toEqual({ waiting: 0, running: 1 });
		second.end();
		first.end();
		await Promise.all([first.done, second.done]);
		expect(lanes.depths().work).toEqual({ waiting: 0, running: 0 });
	});

	it("is not waited for by work that is cancelled, until it wants something changed", async () => {
		const { work } = stage(one);
		const first = work("a");
		const second = work("a");
		await settled();
		second.cancelled.abort();
		await settled();
		expect(second.state).toMatchObject({ waitedMs: 0, before: null });
		const call = held();
		const answer = second.state.lane?.busy(never, call.run);
		await settled();
		expect(call.begun).toBe(false);
		first.end();
		await settled();
		expect(call.begun).toBe(true);
		call.end();
		expect(await answer).toBe("done");
	});
});

describe("work that only waits", () => {
	it("gives its lane to another, and wants it again before anything is changed", async () => {
		const { work, lanes } = stage(one);
		const first = work("a");
		const second = work("b");
		await settled();
		const [ready, start, clean] = [held(), held(), held()];
		const lane = first.state.lane as Lane;
		const starting = lane.busy(never, start.run);
		const waiting = lane.aside(never, ready.run);
		await settled();
		expect(second.state.lane, "something of it is being changed still").toBeNull();
		start.end();
		await starting;
		await settled();
		expect(second.state.lane).not.toBeNull();
		let isOver = false;
		void waiting.then(() => {
			isOver = true;
		});
		ready.end();
		await settled();
		expect(isOver, "the wait for the lane is the wait's own").toBe(false);
		second.end();
		await settled();
		expect(isOver).toBe(true);
		const cleaning = lane.busy(never, clean.run);
		await settled();
		expect(clean.begun).toBe(true);
		clean.end();
		await cleaning;
		first.end();
		await first.done;
		expect(lanes.depths().work).toEqual({ waiting: 0, running: 0 });
	});

	it("and is given up wants no lane, whoever of it waited for one", async () => {
		const { work, lanes } = stage(one);
		const first = work("a");
		await settled();
		const ready = held();
		const lane = first.state.lane as Lane;
		const waiting = lane.aside(never, ready.run);
		const second = work("b");
		await settled();
		expect(second.state.lane).not.toBeNull();
		const [mine, other] = [new AbortController(), held()];
		const given = lane.busy(mine.signal, held().run);
		const kept = lane.busy(never, other.run);
		await settled();
		mine.abort(new AppError("ABORTED"));
		await expect(given).rejects.toMatchObject({ code: "ABORTED" });
		expect(other.begun).toBe(false);
		second.end();
		await settled();
		expect(other.begun).toBe(true);
		other.end();
		ready.end();
		await Promise.all([kept, waiting]);
		first.end();
		await first.done;
		expect(lanes.depths().work).toEqual({ waiting: 0, running: 0 });
	});

	it("leaves no lane behind when it ends while one is being given to it", async () => {
		const { work, lanes } = stage(one);
		const first = work("a");
		await settled();
		const lane = first.state.lane as Lane;
		const ready = held();
		void lane.aside(never, ready.run);
		const second = work("b");
		await settled();
		const late = lane.busy(never, held().run);
		late.catch(() => undefined);
		await settled();
		first.end();
		second.end();
		await Promise.all([first.done, second.done]);
		await settled();
		expect(lanes.depths().work).toEqual({ waiting: 0, running: 0 });
		await expect(late).rejects.toMatchObject({ code: "ABORTED" });
	});
});

it("pulls have slots of their own in which tenants take turns, and hold no lane", async () => {
	const { work, lanes, clock, waits } = stage({ workers: 1, perTenant: 1, closing: 0, pulls: 2 });
	const first = work("a");
	await settled();
	const pulls = [held(), held()];
	for (const pull of pulls) void first.state.lane?.pull(never, pull.run);
	const second = work("b");
	await settled();
	expect(
		pulls.map(({ begun }) => begun),
		"a slot is kept for whoever comes next",
	).toEqual([true, false]);
	const theirs = held();
	void second.state.lane?.pull(never, theirs.run);
	await settled();
	expect(theirs.begun).toBe(true);
	expect(lanes.depths()).toEqual({ work: { waiting: 0, running: 0 }, pull: { waiting: 1, running: 2 } });
	await clock.advance(50);
	pulls[0]?.end();
	await settled();
	expect(pulls[1]?.begun).toBe(true);
	expect(waits.filter(([lane]) => lane === "pull")).toEqual([0, 0, 50].map((ms) => ["pull", ms]));
});

it("an engine in a lane changes with it, waits without it, and reads past it", async () => {
	const asked: string[] = [];
	const lane: Lane = {
		busy: (_signal, run) => {
			asked.push("busy");
			return run();
		},
		aside: (_signal, run) => {
			asked.push("aside");
			return run();
		},
		pull: (_signal, run) => run(),
	};
	const answer = (name: string) => async () => void asked.push(name);
	// Of the engine only what is called here.
	const engine = {
		containers: { start: answer("start"), waitReady: answer("waitReady"), inspect: answer("inspect") },
		exits: { waitExit: answer("waitExit") },
	} as unknown as Engine;
	const mine = engineInLane(engine, lane);
	const call = { signal: never };
	await mine.containers.start("c", call);
	await mine.containers.waitReady("c", { timeoutMs: 1, settleMs: 1 }, call);
	await mine.exits.waitExit("c", { timeoutMs: 1 }, call);
	await mine.containers.inspect("c", call);
	expect(asked).toEqual(["busy", "start", "aside", "waitReady", "aside", "waitExit", "inspect"]);
});
