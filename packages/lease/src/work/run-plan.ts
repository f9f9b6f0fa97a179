import { AppError } from "@berth/core";
import { isOurTrouble, toFailure, WorkFailure } from "./failure.ts";
import { runStep } from "./run-step.ts";
import { within } from "./within.ts";
import type { Outcome, Plan, Step, Work } from "./work.ts";

export interface PlanSignals {
	/** The work is not wanted any more: there is no outcome. */
	readonly preempted: AbortSignal;
	/** Somebody asked to give it up: a failure like any other, but that nothing is wrong. */
	readonly cancelled: AbortSignal;
	/** The state's time is over: a failure like any other. */
	readonly deadline: AbortSignal;
}

/**
 * Runs a plan step by step; when one fails, lets the plan put things right and say how it ended.
 *
 * Errors  the signal's reason when preempted; DATABASE_UNAVAILABLE and CLAIM_LOST, which say nothing about the work; a bug as it is.
 */
export async function runPlan(plan: Plan, work: Work, { preempted, cancelled, deadline }: PlanSignals): Promise<Outcome> {
	try {
		const signal = AbortSignal.any([preempted, cancelled, deadline]);
		const isNeeded = (step: Step) => step.isNeeded?.(work) !== false;
		for (const step of plan.steps) if (isNeeded(step)) void lookAhead(step, work, signal);
		for (const step of plan.steps) {
			signal.throwIfAborted();
			if (isNeeded(step)) await runStep(work, step, signal);
		}
		return plan.succeed(work);
	} catch (err) {
		preempted.throwIfAborted();
		const failure = failureOf(err, work, { cancelled, deadline });
		if (failure === null) throw err;
		// Not the error's data: it holds what the tenant's process printed.
		const { code, cause } = failure.error;
		work.log.info({ leaseId: work.lease.id, reason: failure.reason, step: work.journal.running, code, cause }, "work failed");
		work.journal.end("failed", failure.subject ? `${failure.subject.service}-${failure.subject.index}` : undefined);
		return asCancelled(failure, await putRight(plan, work, failure, preempted));
	}
}

/** What cannot be seen ahead is looked at in its turn. */
async function lookAhead(step: Step, work: Work, signal: AbortSignal): Promise<void> {
	try {
		await step.ahead?.(work, signal);
	} catch {
		// Its step will say what is wrong.
	}
}

/** Lets the plan put things right and say how it ended. */
export const putRight = (plan: Plan, work: Work, failure: WorkFailure, preempted: AbortSignal): Promise<Outcome> =>
	within(work.clock, plan.failBudgetMs(work.timings), preempted, (signal) => plan.fail(work, failure, signal));

/** What an error means for the work; null when it says nothing about it. */
function failureOf(err: unknown, { journal }: Work, { cancelled, deadline }: Omit<PlanSignals, "preempted">): WorkFailure | null {
	const failure = isOurTrouble(err) ? null : toFailure(err, journal.running);
	if (failure === null) return null;
	if (cancelled.aborted) return new WorkFailure("Cancelled", null, new AppError("ABORTED", { cause: err }));
	return deadline.aborted ? pastDeadline(err) : failure;
}

/** Whatever became of the lease, its operation ended because somebody wanted that. */
const asCancelled = (failure: WorkFailure, outcome: Outcome): Outcome =>
	failure.reason === "Cancelled" && (outcome.operation === "failed" || outcome.operation === "rolled_back")
		? { ...outcome, operation: "cancelled" }
		: outcome;

const pastDeadline = (err: unknown): WorkFailure =>
	err instanceof WorkFailure && err.reason === "EngineUnreachable"
		? err
		: new WorkFailure("DeadlineExceeded", err instanceof WorkFailure ? err.subject : null, new AppError("TIMEOUT", { cause: err }));
