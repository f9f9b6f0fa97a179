import { AppError, asError, type Clock, isAppError } from "@berth/core";
import type { HintedRow, LeaseRecord } from "@berth/db";
import type { Log } from "../observe.ts";
import { PREEMPT_MS } from "../timings.ts";
import type { Worked } from "../work/run-work.ts";
import { Superseded } from "../work/writer.ts";
import { noCalls, type ReadCalls } from "./engine-calls.ts";

/** Why a worker is to stop: its work is not wanted any more, or somebody wants it given up and put right. */
export interface WorkSignals {
	readonly preempted: AbortSignal;
	readonly cancelled: AbortSignal;
}

/** How a worker says where it is. */
export interface WorkReport {
	onStep(running: () => string | null): void;
	/** How many go before it while it waits for its turn on the node; null when it waits no more. */
	onWait(before: (() => number) | null): void;
	/** How its calls of the engine are read. */
	onCalls(calls: ReadCalls): void;
}

/** Does the work of a lease until it is done or not wanted; see `runWork`. */
export type RunWork = (lease: LeaseRecord, signals: WorkSignals, report: WorkReport) => Promise<Worked>;

/** How a worker ended: `lost` means that the node's claim is another's, `trouble` that the database did not play along. */
export type WorkerEnd = Worked | "preempted" | "lost" | "trouble";

/** One run of a lease's work. It always ends, and never by throwing. */
export interface Worker {
	readonly lease: LeaseRecord;
	readonly done: Promise<WorkerEnd>;
	readonly step: string | null;
	readonly calls: ReadCalls;
	/** How many go before it while it waits for its turn; null when it has had it. */
	readonly before: number | null;
	/** Whether the lease still wants what this one does. */
	isWantedBy(lease: Omit<HintedRow, "cancelRequested">): boolean;
	/** Makes it give up and put right what it can. It ends by itself, with an outcome. Harmless when asked twice. */
	cancel(): void;
	/** Makes it stop and waits for it, but not for ever: what it would still write, the row refuses. */
	preempt(): Promise<void>;
}

export function startWorker(run: RunWork, lease: LeaseRecord, tools: { readonly clock: Clock; readonly log: Log }): Worker {
	const { clock, log } = tools;
	const preempted = new AbortController();
	const cancelled = new AbortController();
	if (isCancelled(lease)) cancelled.abort(new AppError("ABORTED"));
	let step: () => string | null = () => null;
	let before: (() => number) | null = null;
	let calls = noCalls;
	const signals = { preempted: preempted.signal, cancelled: cancelled.signal };
	const report: WorkReport = {
		onStep: (running) => {
			step = running;
		},
		onWait: (ahead) => {
			before = ahead;
		},
		onCalls: (read) => {
			calls = read;
		},
	};
	const done = run(lease, signals, report).catch((err: unknown): WorkerEnd => {
		if (preempted.signal.aborted || err instanceof Superseded) return "preempted";
		if (isAppError(err, "CLAIM_LOST")) return "lost";
		// The work's own line has said why, unless it never began.
		log.debug({ leaseId: lease.id, state: lease.state, err: asError(err) }, "work interrupted");
		return "trouble";
	});
	return {
		lease,
		done,
		get step() {
			return step();
		},
		calls: () => calls(),
		get before() {
			return before?.() ?? null;
		},
		isWantedBy: (now) =>
			now.state === lease.state && now.operationId === lease.operationId && now.generation === lease.generation && !now.isQuarantined,
		cancel: () => cancelled.abort(new AppError("ABORTED")),
		async preempt() {
			preempted.abort(new AppError("ABORTED"));
			const waited = new AbortController();
			await Promise.race([done, clock.sleep(PREEMPT_MS, waited.signal).catch(() => undefined)]);
			waited.abort();
		},
	};
}

/** Whether somebody asked to cancel the very operation under way. */
export const isCancelled = ({ cancelRequested, operationId }: Pick<LeaseRecord, "cancelRequested" | "operationId">): boolean =>
	cancelRequested !== null && cancelRequested === operationId;
