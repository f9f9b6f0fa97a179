import { AppError, noSpans } from "@berth/core";
import { expect, test } from "vitest";
import { createManualClock } from "../testing/manual-clock.ts";
import { WorkFailure } from "./failure.ts";
import { runStep } from "./run-step.ts";
import type { Step, Work } from "./work.ts";
import { Superseded } from "./writer.ts";

function stage() {
	const written = Promise.withResolvers<void>();
	const did: string[] = [];
	const journal = { begin: () => written.promise, progress: () => undefined };
	const work = { clock: createManualClock(), journal, spans: noSpans, timings: {} } as unknown as Work;
	const step = (run: Step["run"], looksFirst?: true): Step => ({
		name: "pull",
		budgetMs: () => 1_000,
		...(looksFirst && { looksFirst }),
		run,
	});
	return { work, written, did, step };
}
const never = new AbortController().signal;

test("a step looks while its beginning is written, and is over when that is", async () => {
	const { work, written, did, step } = stage();
	const looked = Promise.withResolvers<void>();
	const run = async () => {
		did.push("looked");
		looked.resolve();
	};
	const running = runStep(work, step(run, true), never).then(() => did.push("over"));
	await looked.promise;
	await new Promise((resolve) => setImmediate(resolve));
	expect(did).toEqual(["looked"]);
	written.resolve();
	await running;
	expect(did).toEqual(["looked", "over"]);
});

test("one that is to change something does not begin before that", async () => {
	const { work, written, did, step } = stage();
	const running = runStep(
		work,
		step(async () => void did.push("changed")),
		never,
	);
	await new Promise((resolve) => setImmediate(resolve));
	expect(did).toEqual([]);
	written.resolve();
	await running;
	expect(did).toEqual(["changed"]);
});

test("work that is not wanted any more changes nothing, and has not failed whatever it saw", async () => {
	const { work, written, did, step } = stage();
	const changing = step(async (_work, _signal, begun) => {
		await begun;
		did.push("changed");
	}, true);
	const failing = step(() => Promise.reject(new WorkFailure("ImageNotFound", null, new AppError("IMAGE_NOT_FOUND"))), true);
	written.reject(new Superseded());
	await expect(runStep(work, changing, never)).rejects.toBeInstanceOf(Superseded);
	await expect(runStep(work, failing, never)).rejects.toBeInstanceOf(Superseded);
	expect(did).toEqual([]);
});
