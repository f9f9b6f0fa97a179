import { AppError } from "@berth/core";
import { isOurTrouble, toFailure, WorkFailure } from "./failure.ts";
import { runStep } from "./run-step.ts";
import { within } from "./within.ts";
import type { Outcome, Plan, Work } from "./work.ts";

/**
 * Runs a plan step by step; when one fails, lets the plan put things right and say how it ended.
 *
 * `preempted`  the work is not wanted any more: no outcome. `deadline`  the state's time is over: a failure like any other.
 * Errors  the signal's reason when preempted; DATABASE_UNAVAILABLE and CLAIM_LOST, which say nothing about the work; a bug as it is.
 */
export async function runPlan(
	plan: Plan,
	work: Work,
	signals: { readonly preempted: AbortSignal; readonly deadline: AbortSignal },
): Promise<Outcome> {
	const { preempted, deadline } = signals;
	try {
		const signal = AbortSignal.any([preempted, deadline]);
		for (const step of plan.steps) {
			signal.throwIfAborted();
			await runStep(work, step, signal);
		}
		return plan.succeed(work);
	} catch (err) {
		preempted.throwIfAborted();
		const failure = deadline.aborted ? pastDeadline(err) : isOurTrouble(err) ? null : toFailure(err, work.journal.running);
		if (failure === null) throw err;
		// Not the error's data: it holds what the tenant's process printed.
		const { code, cause } = failure.error;
		work.log.info({ leaseId: work.lease.id, reason: failure.reason, step: work.journal.running, code, cause }, "work failed");
		work.journal.end("failed", failure.subject ? `${failure.subject.service}-${failure.subject.index}` : undefined);
		return await within(work.clock, plan.failBudgetMs(work.timings), preempted, (signal) => plan.fail(work, failure, signal));
	}
}

const pastDeadline = (err: unknown): WorkFailure =>
	err instanceof WorkFailure && err.reason === "EngineUnreachable"
		? err
		: new WorkFailure("DeadlineExceeded", err instanceof WorkFailure ? err.subject : null, new AppError("TIMEOUT", { cause: err }));
