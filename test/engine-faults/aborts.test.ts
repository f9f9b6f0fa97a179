import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DaemonCall, DaemonHooks } from "../support/docker-proxy.ts";
import { waitUntil } from "../support/wait-until.ts";
import { type Mutation, mutations } from "./mutations.ts";
import { outcomeOf, wordOf } from "./outcome.ts";
import { bounded, HASTY_END_MS, openScene, type Scene, secretsIn } from "./scene.ts";

const strays: unknown[] = [];
const onStray = (error: unknown) => void strays.push(error);
beforeAll(() => void process.on("unhandledRejection", onStray));
afterAll(() => void process.off("unhandledRejection", onStray));

/** Daemon calls beyond which no method goes; a guard for the loops. */
const STEPS_MAX = 40;

describe.concurrent.each(Object.entries(mutations))("%s", (_, mutation) => {
	test("asked twice gives what it should; given up at any call it makes it leaves nothing; a daemon that fails at any of them ends it", async () => {
		await using scene = await openScene();
		const ask = await mutation.prepare(scene);
		expect(await ask(scene.engine, bounded())).toEqual(mutation.first);
		expect(await ask(scene.engine, bounded())).toEqual(mutation.second);
		const { stride = 1 } = mutation;
		for (const moment of ["asked", "answered"] as const) await eachStep(stride, (step) => abortAt(scene, mutation, step, moment));
		await eachStep(stride, (step) => failAt(scene, mutation, step));
		expect(secretsIn(scene.said())).toEqual([]);
	});
});

test("no rejection was left unhandled", () => {
	expect(strays).toEqual([]);
});

/** Once per call of the method, until it makes no call of that number. */
async function eachStep(stride: number, work: (step: number) => Promise<"struck" | "ended before">): Promise<void> {
	for (let step = 1; (await work(step)) === "struck"; step += stride) expect(step).toBeLessThan(STEPS_MAX);
}

async function abortAt(scene: Scene, mutation: Mutation, step: number, moment: "asked" | "answered") {
	const ask = await mutation.prepare(scene);
	const before = await everything(scene);
	const giveUp = new AbortController();
	let calls = 0;
	let struck = false;
	const strike = () => {
		if (++calls !== step) return;
		struck = true;
		giveUp.abort();
	};
	const outcome = await scene.under(moment === "asked" ? striking(strike, "before") : striking(strike, "after"), () =>
		outcomeOf(ask(scene.engine, { signal: giveUp.signal })),
	);
	scene.keep(outcome);
	if (!struck) return "ended before";
	expect(mutation.survivesFailure ? ["ABORTED", "ok"] : ["ABORTED"], `given up when call ${step} was ${moment}`).toContain(wordOf(outcome));
	await waitUntil(async () => (await everything(scene)).every((id) => before.includes(id)), {
		timeoutMs: 30_000,
		what: `what was begun before call ${step} was ${moment} to be undone`,
	});
	expect(wordOf(await outcomeOf(ask(scene.engine, bounded())))).toBe("ok");
	return "struck" as const;
}

const striking = (strike: () => void, when: "before" | "after"): DaemonHooks =>
	when === "before"
		? {
				before() {
					strike();
					return "forward";
				},
			}
		: {
				after() {
					strike();
					return "answer";
				},
			};

interface FaultFrom {
	readonly codes: readonly string[];
	hooks(isOn: (call: DaemonCall) => boolean): DaemonHooks;
}

/** Taken in turn: each method meets each of them at some call of its, and every call meets each of them from some method. */
const faultsFrom: readonly FaultFrom[] = [
	{ codes: ["TIMEOUT"], hooks: (isOn) => ({ before: (call) => (isOn(call) ? "hang" : "forward") }) },
	{
		codes: ["ENGINE_FAILED", "IMAGE_PULL_FAILED"],
		hooks: (isOn) => ({ before: (call) => (isOn(call) ? "fail" : "forward") }),
	},
	{ codes: ["ENGINE_UNREACHABLE"], hooks: (isOn) => ({ after: (call) => (isOn(call) ? "truncate" : "answer") }) },
];

function faultFor(mutation: Mutation, step: number): FaultFrom {
	const turn = Object.values(mutations).indexOf(mutation) + step;
	const [first] = faultsFrom;
	if (!first) throw new Error("no fault to try");
	return faultsFrom[turn % faultsFrom.length] ?? first;
}

async function failAt(scene: Scene, mutation: Mutation, step: number) {
	const { codes, hooks } = faultFor(mutation, step);
	const ask = await mutation.prepare(scene);
	let calls = 0;
	const isOn = () => ++calls >= step;
	const begunAt = performance.now();
	const outcome = await scene.under(hooks(isOn), () => outcomeOf(ask(scene.hasty, bounded())));
	scene.keep(outcome);
	if (calls < step) return "ended before";
	expect(performance.now() - begunAt).toBeLessThan(HASTY_END_MS);
	const allowed = mutation.survivesFailure ? [...codes, "ok"] : codes;
	expect(allowed, `the daemon failed from call ${step} on`).toContain(wordOf(outcome));
	await waitUntil(async () => wordOf(await outcomeOf(ask(scene.hasty, bounded()))) === "ok", {
		timeoutMs: 60_000,
		what: `the call to succeed after a daemon that failed from call ${step} on`,
	});
	return "struck" as const;
}

async function everything(scene: Scene): Promise<string[]> {
	const { containers, networks } = await scene.leftovers();
	return [...containers.map(({ id }) => id), ...networks];
}
