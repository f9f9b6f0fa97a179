import { AppError, asError } from "@berth/core";
import type { Fence, LeaseRecord, Stores } from "@berth/db";
import type { Apply } from "../apply.ts";
import { openOperation } from "../machine/predicates.ts";
import { type Deadlines, type Work as StateWork, workOf } from "../machine/work-of.ts";
import type { LeaseMetrics } from "../observe.ts";
import { backoffMs, PANICS_MAX } from "../timings.ts";
import { commitOutcome } from "./commit-outcome.ts";
import { isOurTrouble, WorkFailure } from "./failure.ts";
import { createJournal } from "./journal.ts";
import { messageOfFailure } from "./outcomes.ts";
import { planFor } from "./plan-for.ts";
import { runPlan } from "./run-plan.ts";
import { within } from "./within.ts";
import type { Outcome, Plan, Work, WorkTools } from "./work.ts";
import { createWriter, type Writer } from "./writer.ts";

export interface WorkerTools extends WorkTools {
	readonly stores: Pick<Stores, "operations" | "reader">;
	readonly apply: Apply;
	readonly fence: Fence;
	readonly metrics: LeaseMetrics;
	readonly deadlines: Deadlines;
}

/** How far work came: `done` moved the lease, `later` is to be looked at again by the row's own timer, `unknown` is a newer version's. */
export type Worked = "done" | "later" | "unknown";

/**
 * Does the work of a lease's state and commits how it ended. Everything is read anew, so it may begin at any point of a life.
 *
 * Errors  what `preempted` was aborted with; Superseded; CLAIM_LOST; DATABASE_UNAVAILABLE.
 */
export async function runWork(
	tools: WorkerTools,
	lease: LeaseRecord,
	preempted: AbortSignal,
	onStep: (running: () => string | null) => void,
): Promise<Worked> {
	const kind = workOf[lease.state];
	const planned = kind && planFor(kind.kind);
	if (!kind || !planned) return "unknown";
	const { clock, metrics } = tools;
	const begunMs = clock.monotonicMs();
	const writer = createWriter(tools.apply, tools.fence, lease);
	const { work, plan } = await prepare(tools, lease, writer, planned);
	onStep(() => work.journal.running);
	const leftMs = lease.deadlineAt === null ? kind.deadlineMs : lease.deadlineAt.getTime() - clock.now().getTime();
	try {
		const outcome = await within(clock, Math.max(0, leftMs), new AbortController().signal, (deadline) =>
			runPlan(plan, work, { preempted, deadline }),
		);
		await commitOutcome(writer, work, outcome, tools.deadlines);
		metrics.worked(kind.kind, outcome.event, clock.monotonicMs() - begunMs);
		return "done";
	} catch (err) {
		preempted.throwIfAborted();
		if (isOurTrouble(err)) throw err;
		metrics.panicked();
		tools.log.error({ leaseId: lease.id, work: kind.kind, attempt: lease.attempt, err: asError(err) }, "work threw");
		return await containPanic(tools, writer, { work, plan, kind }, asError(err), preempted);
	} finally {
		await work.journal.close().catch(() => undefined);
	}
}

async function prepare(
	tools: WorkerTools,
	lease: LeaseRecord,
	writer: Writer,
	planned: NonNullable<ReturnType<typeof planFor>>,
): Promise<{ readonly work: Work; readonly plan: Plan }> {
	const { stores, clock, actor } = tools;
	const [last, latest, rows] = await Promise.all([
		lease.operationId === null ? null : stores.operations.find(lease.operationId),
		stores.reader.latestReleases([lease.id]),
		stores.reader.instances([lease.id]),
	]);
	const operation = openOperation(last);
	const number = operation?.releaseNumber ?? null;
	const release = number === null ? latest.get(lease.id) : await stores.reader.release(lease.id, number);
	if (!release) throw new AppError("INTERNAL", { cause: new Error("the lease has no release") });
	const instances = rows.get(lease.id) ?? [];
	const journal = createJournal({ writer, clock, actor, operation, steps: planned.steps, instances });
	const work: Work = {
		...tools,
		lease,
		operation,
		manifest: release.manifest,
		journal,
		instances,
		containers: new Map(),
		ready: new Map(),
	};
	return { work, plan: planned.create() };
}

interface Job {
	readonly work: Work;
	readonly plan: Plan;
	readonly kind: StateWork;
}

/** A bug in work is tried again a few times, each a little later; then the operation fails, since no state may last for ever. */
async function containPanic(tools: WorkerTools, writer: Writer, job: Job, error: Error, preempted: AbortSignal): Promise<Worked> {
	const { work } = job;
	await work.journal.close().catch(() => undefined);
	const attempt = work.lease.attempt + 1;
	if (attempt < PANICS_MAX) {
		const wakeInMs = backoffMs(work.lease.attempt, tools.timings.teardown);
		await writer.write(() => ({ change: { set: { attempt, wakeInMs }, events: [] }, result: undefined }));
		return "later";
	}
	const failure = new WorkFailure("Internal", null, new AppError("INTERNAL", { cause: error }));
	await commitOutcome(writer, work, await lastOutcome(tools, job, failure, preempted), tools.deadlines);
	return "done";
}

/** What the plan makes of it, or the bare failure when that throws too. */
async function lastOutcome(tools: WorkerTools, { work, plan, kind }: Job, failure: WorkFailure, preempted: AbortSignal): Promise<Outcome> {
	try {
		work.journal.end("failed");
		return await within(tools.clock, plan.failBudgetMs(tools.timings), preempted, (signal) => plan.fail(work, failure, signal));
	} catch (err) {
		preempted.throwIfAborted();
		if (isOurTrouble(err)) throw err;
		const goesOn = kind.failure === "teardownFailed";
		return {
			event: kind.failure,
			operation: goesOn ? null : "failed",
			reason: failure.reason,
			message: messageOfFailure(failure),
			set: goesOn ? { attempt: work.lease.attempt + 1, wakeInMs: tools.timings.teardown.maxMs } : { failCount: work.lease.failCount + 1 },
		};
	}
}
