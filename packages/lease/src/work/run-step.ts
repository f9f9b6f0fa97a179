import { AppError } from "@berth/core";
import { isUnreachable, toFailure, WorkFailure } from "./failure.ts";
import { untilAnswered } from "./until-answered.ts";
import { within } from "./within.ts";
import type { Step, Work } from "./work.ts";

/**
 * Runs one step to its end. While the engine does not answer the step waits and tries again; past the step's budget it fails with
 * what stood in its way.
 *
 * Errors  WorkFailure; whatever `parent` was aborted with; the database's own.
 */
export async function runStep(work: Work, step: Step, parent: AbortSignal): Promise<void> {
	const { clock, journal, spans } = work;
	const budgetMs = step.budgetMs(work.timings);
	await within(clock, budgetMs, parent, async (signal, isOver) => {
		await journal.begin(step.name, new Date(clock.now().getTime() + budgetMs));
		const onSilent = () => journal.progress(step.name, null, "waiting for the container engine");
		try {
			await spans.part(`step ${step.name}`, {}, () => untilAnswered(clock, signal, () => step.run(work, signal), { onSilent }));
		} catch (err) {
			parent.throwIfAborted();
			if (!isOver()) throw err;
			throw (isUnreachable(err) && toFailure(err, step.name)) || tooLong(err);
		}
	});
}

const tooLong = (err: unknown): WorkFailure =>
	new WorkFailure("DeadlineExceeded", err instanceof WorkFailure ? err.subject : null, new AppError("TIMEOUT", { cause: err }));
