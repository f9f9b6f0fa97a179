import { AppError } from "@berth/core";
import { backoffMs, retryWaits } from "../timings.ts";
import { isUnreachable, toFailure, WorkFailure } from "./failure.ts";
import { within } from "./within.ts";
import type { Step, Work } from "./work.ts";

/**
 * Runs one step to its end. While the engine does not answer the step waits and tries again, for a silent engine says nothing
 * about the work; past the step's budget it fails with what stood in its way.
 *
 * Errors  WorkFailure; whatever `parent` was aborted with; the database's own.
 */
export async function runStep(work: Work, step: Step, parent: AbortSignal): Promise<void> {
	const { clock, journal } = work;
	const budgetMs = step.budgetMs(work.timings);
	await within(clock, budgetMs, parent, async (signal, isOver) => {
		await journal.begin(step.name, new Date(clock.now().getTime() + budgetMs));
		let silent: WorkFailure | null = null;
		for (let tries = 0; ; tries++) {
			try {
				return await step.run(work, signal);
			} catch (err) {
				parent.throwIfAborted();
				if (isOver()) throw silent ?? tooLong(err);
				if (!isUnreachable(err)) throw err;
				silent = toFailure(err, step.name);
			}
			journal.progress(step.name, null, "waiting for the container engine");
			await clock.sleep(backoffMs(tries, retryWaits), signal).catch(() => undefined);
			parent.throwIfAborted();
			if (isOver()) throw silent ?? tooLong(null);
		}
	});
}

const tooLong = (err: unknown): WorkFailure =>
	new WorkFailure("DeadlineExceeded", err instanceof WorkFailure ? err.subject : null, new AppError("TIMEOUT", { cause: err }));
