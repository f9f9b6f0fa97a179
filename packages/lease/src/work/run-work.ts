import { AppError, asError, toAppError } from "@berth/core";
import type { Fence, LeaseRecord, ReleaseRecord, Stores } from "@berth/db";
import type { Apply } from "../apply.ts";
import { asRouted } from "../ingress/routes.ts";
import { openOperation } from "../machine/predicates.ts";
import { type Deadlines, type Work as StateWork, type WorkKind, workOf } from "../machine/work-of.ts";
import type { LeaseMetrics } from "../observe.ts";
import { backoffMs, PANICS_MAX } from "../timings.ts";
import { noteFailure } from "../wide-event.ts";
import { commitOutcome } from "./commit-outcome.ts";
import { isOurTrouble, WorkFailure } from "./failure.ts";
import { createJournal } from "./journal.ts";
import { layOut } from "./layout.ts";
import { followWork, noteOutcome, observeWork, phasesOf, type WorkEvent } from "./observe-work.ts";
import { failCount, messageOfFailure } from "./outcomes.ts";
import type { Definition } from "./plan-change.ts";
import { type Planned, planFor } from "./plan-for.ts";
import { putRight, runPlan } from "./run-plan.ts";
import { within } from "./within.ts";
import type { Outcome, Plan, Work, WorkTools } from "./work.ts";
import { createWriter, type Writer } from "./writer.ts";

export interface WorkerTools extends WorkTools {
	readonly stores: Pick<Stores, "operations" | "reader" | "retentions" | "volumes">;
	readonly apply: Apply;
	readonly fence: Fence;
	readonly metrics: LeaseMetrics;
	readonly deadlines: Deadlines;
}

/** Why work is to stop. */
export interface WorkSignals {
	/** It is not wanted any more: it ends without an outcome. */
	readonly preempted: AbortSignal;
	/** Somebody asked to cancel its operation: it puts things right and has an outcome. Work that cannot be cancelled does not listen. */
	readonly cancelled: AbortSignal;
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
	signals: WorkSignals,
	onStep: (running: () => string | null) => void,
): Promise<Worked> {
	const kind = workOf[lease.state];
	if (!kind) return "unknown";
	const planned = planFor(kind.kind);
	return await observeWork(tools, lease, kind.kind, signals.preempted, async (event) => {
		const writer = createWriter(tools.apply, tools.fence, lease, signals.preempted);
		const { work, plan } = await prepare(tools, lease, writer, kind.kind, planned);
		onStep(() => work.journal.running);
		const cancelled = planned.isCancellable ? cancelledBy(lease, signals.cancelled) : never;
		return await followWork(tools.spans, work, event, () =>
			doWork(tools, writer, { work, plan, kind }, { preempted: signals.preempted, cancelled }, event),
		);
	});
}

async function doWork(tools: WorkerTools, writer: Writer, job: Job, signals: WorkSignals, event: WorkEvent): Promise<Worked> {
	const { clock, metrics } = tools;
	const { work, plan, kind } = job;
	const { lease } = work;
	const begunMs = clock.monotonicMs();
	const leftMs = lease.deadlineAt === null ? kind.deadlineMs : lease.deadlineAt.getTime() - lease.readAt.getTime();
	try {
		const outcome = await within(clock, Math.max(0, leftMs), never, (deadline) => runPlan(plan, work, { ...signals, deadline }));
		await commitOutcome(writer, work, outcome, tools.deadlines);
		metrics.worked(kind.kind, outcome.event, clock.monotonicMs() - begunMs);
		noteOutcome(event, outcome);
		return "done";
	} catch (err) {
		signals.preempted.throwIfAborted();
		if (isOurTrouble(err)) throw err;
		metrics.panicked();
		noteFailure(event, toAppError(err));
		return await containPanic(tools, writer, job, asError(err), signals.preempted);
	} finally {
		await work.journal.close().catch(() => undefined);
		event.phases = phasesOf(work.journal.steps());
	}
}

const never = new AbortController().signal;

/** A request to cancel that came before the work began is in the row. */
const cancelledBy = ({ cancelRequested, operationId }: LeaseRecord, asked: AbortSignal): AbortSignal =>
	cancelRequested !== null && cancelRequested === operationId ? AbortSignal.abort(new AppError("ABORTED")) : asked;

async function prepare(
	tools: WorkerTools,
	lease: LeaseRecord,
	writer: Writer,
	kind: WorkKind,
	planned: Planned,
): Promise<{ readonly work: Work; readonly plan: Plan }> {
	const { stores, clock, actor } = tools;
	const [last, present, rows] = await Promise.all([
		lease.operationId === null ? null : stores.operations.find(lease.operationId),
		stores.reader.currentReleases([lease.id]),
		stores.reader.instances([lease.id]),
	]);
	const operation = openOperation(last);
	const number = operation?.releaseNumber ?? lease.activeRelease ?? lease.releaseSeq;
	const active = present.get(lease.id);
	const release = active?.number === number ? active : await stores.reader.release(lease.id, number);
	if (!release) throw new AppError("INTERNAL", { cause: new Error(`the lease has no release ${number}`) });
	const current = currentOf(lease, active);
	const instances = rows.get(lease.id) ?? [];
	const work: Work = {
		...tools,
		lease,
		operation,
		releaseNumber: number,
		manifest: release.manifest,
		items: release.items,
		current,
		served: lease.activeRelease !== null && active ? { manifest: active.manifest, items: lease.items } : null,
		layout: layOut(kind, {
			lease,
			operation,
			target: release,
			// The same release again is to be routed as it says: a domain that has come to lead here since it was brought up is what differs.
			current: current && number === lease.activeRelease ? { ...current, items: asRouted(lease, instances, current.items) } : current,
			instances,
			hasIngress: tools.ingress !== null,
		}),
		journal: createJournal({ writer, clock, actor, operation, steps: planned.steps, instances }),
		instances,
		images: new Map(),
		containers: new Map(),
		ready: new Map(),
	};
	return { work, plan: planned.create() };
}

/** What serves, if anything does. */
const currentOf = (lease: LeaseRecord, release: ReleaseRecord | undefined): Definition | null =>
	lease.serving !== null && release !== undefined && release.number === lease.activeRelease
		? { manifest: release.manifest, items: lease.items }
		: null;

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
		return await putRight(plan, work, failure, preempted);
	} catch (err) {
		preempted.throwIfAborted();
		if (isOurTrouble(err)) throw err;
		const { lease, releaseNumber } = work;
		const goesOn = kind.failure === "teardownFailed";
		const isNew = releaseNumber !== lease.activeRelease;
		return {
			event: kind.failure,
			operation: goesOn ? null : "failed",
			reason: failure.reason,
			message: messageOfFailure(failure),
			set: goesOn ? { attempt: lease.attempt + 1, wakeInMs: tools.timings.teardown.maxMs } : failCount(work, failure),
			...(!goesOn && isNew && { releases: [{ number: releaseNumber, status: "failed" }] }),
		};
	}
}
