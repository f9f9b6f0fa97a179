import { AppError, type Clock, type OperationStep, parseTraceParent, type Reason, type Spans, toAppError } from "@berth/core";
import type { LeaseRecord } from "@berth/db";
import type { Log } from "../observe.ts";
import { logBackground, noteFailure, type WideEvent } from "../wide-event.ts";
import type { Outcome, Work } from "./work.ts";
import { Superseded } from "./writer.ts";

export interface WorkEvent extends WideEvent {
	readonly attempt: number;
	operationId?: string;
	/** Of the command that asked for it, where somebody follows that. */
	traceId?: string;
	/** What the machine was told. */
	outcome?: string;
	reason?: Reason;
}

/** Runs the work of a lease and writes its one line: how it ended, and how long each step of it took. */
export async function observeWork<T>(
	{ clock, log }: { readonly clock: Clock; readonly log: Log },
	lease: LeaseRecord,
	work: string,
	preempted: AbortSignal,
	run: (event: WorkEvent) => Promise<T>,
): Promise<T> {
	const { id: leaseId, nodeId, version, attempt } = lease;
	const event: WorkEvent = { op: `work.${work}`, kind: "actor", ok: true, leaseId, nodeId, version, attempt };
	const begunMs = clock.monotonicMs();
	try {
		return await run(event);
	} catch (err) {
		const isUnwanted = preempted.aborted || err instanceof Superseded;
		noteFailure(event, isUnwanted ? new AppError("ABORTED", { cause: err }) : toAppError(err));
		throw err;
	} finally {
		event.durationMs = Math.round(clock.monotonicMs() - begunMs);
		logBackground(log, event);
	}
}

export function noteOutcome(event: WorkEvent, { event: outcome, operation, reason }: Outcome): void {
	event.outcome = outcome;
	event.ok = operation !== "failed" && operation !== "rolled_back" && reason === null;
	if (reason !== null) event.reason = reason;
}

/** How long each step took that ran. */
export const phasesOf = (steps: readonly OperationStep[]): Readonly<Record<string, number>> =>
	Object.fromEntries(
		steps.flatMap(({ name, startedAt, finishedAt }) =>
			startedAt === null || finishedAt === null ? [] : [[name, Date.parse(finishedAt) - Date.parse(startedAt)]],
		),
	);

/** Goes on with the trace of the command that asked for the work. Work that nobody asked for begins its own. */
export function followWork<T>(spans: Spans, work: Pick<Work, "lease" | "operation">, event: WorkEvent, run: () => Promise<T>): Promise<T> {
	const { lease, operation } = work;
	const { id, nodeId, attempt, generation } = lease;
	const facts = { "lease.id": id, "node.id": nodeId, "lease.attempt": attempt, "lease.generation": generation };
	const ofOperation = operation === null ? {} : { "operation.id": operation.id, "operation.kind": operation.kind };
	if (operation !== null) event.operationId = operation.id;
	const options = { parent: operation?.traceParent ?? null, kind: "later", facts: { ...facts, ...ofOperation } } as const;
	return spans.follow(event.op.replace(".", " "), options, async (span) => {
		const traceId = parseTraceParent(spans.current())?.traceId;
		if (traceId !== undefined) event.traceId = traceId;
		const worked = await run();
		if (event.outcome !== undefined) span.note({ "work.outcome": event.outcome });
		if (!event.ok) span.fail(event.reason ?? event.code ?? "INTERNAL");
		return worked;
	});
}
