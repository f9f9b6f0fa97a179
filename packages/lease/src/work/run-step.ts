import { AppError } from "@berth/core";
import { isOurTrouble, isUnreachable, toFailure, WorkFailure } from "./failure.ts";
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
		const begun = journal.begin(step.name, new Date(clock.now().getTime() + budgetMs));
		// Until it is awaited, its failure must not count as unheard of.
		begun.catch(() => undefined);
		if (!step.looksFirst) await begun;
		const run = async () => {
			try {
				await step.run(work, signal, begun);
			} catch (err) {
				// Work that is not ours any more has not failed, and is not tried again.
				await begun;
				throw err;
			}
			await begun;
		};
		const onSilent = () => journal.progress(step.name, null, "waiting for the container engine");
		try {
			await spans.part(`step ${step.name}`, {}, () => untilAnswered(clock, signal, run, { onSilent }));
		} catch (err) {
			parent.throwIfAborted();
			if (!isOver() || isOurTrouble(err)) throw err;
			throw (isUnreachable(err) && toFailure(err, step.name)) || tooLong(err);
		}
	});
}

const tooLong = (err: unknown): WorkFailure =>
	new WorkFailure("DeadlineExceeded", err instanceof WorkFailure ? err.subject : null, new AppError("TIMEOUT", { cause: err }));
