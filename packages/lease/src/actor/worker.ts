import { AppError, asError, type Clock, isAppError } from "@berth/core";
import type { LeaseRecord } from "@berth/db";
import type { Log } from "../observe.ts";
import { PREEMPT_MS } from "../timings.ts";
import type { Worked } from "../work/run-work.ts";
import { Superseded } from "../work/writer.ts";

/** Does the work of a lease until it is done or not wanted; see `runWork`. */
export type RunWork = (lease: LeaseRecord, preempted: AbortSignal, onStep: (running: () => string | null) => void) => Promise<Worked>;

/** How a worker ended: `lost` means that the node's claim is another's, `trouble` that the database did not play along. */
export type WorkerEnd = Worked | "preempted" | "lost" | "trouble";

/** One run of a lease's work. It always ends, and never by throwing. */
export interface Worker {
	readonly lease: LeaseRecord;
	readonly done: Promise<WorkerEnd>;
	readonly step: string | null;
	/** Whether the lease still wants what this one does. */
	isWantedBy(lease: LeaseRecord): boolean;
	/** Makes it stop and waits for it, but not for ever: what it would still write, the row refuses. */
	preempt(): Promise<void>;
}

export function startWorker(run: RunWork, lease: LeaseRecord, tools: { readonly clock: Clock; readonly log: Log }): Worker {
	const { clock, log } = tools;
	const controller = new AbortController();
	let step: () => string | null = () => null;
	const done = run(lease, controller.signal, (running) => {
		step = running;
	}).catch((err: unknown): WorkerEnd => {
		if (controller.signal.aborted || err instanceof Superseded) return "preempted";
		if (isAppError(err, "CLAIM_LOST")) return "lost";
		log.warn({ leaseId: lease.id, state: lease.state, err: asError(err) }, "work interrupted");
		return "trouble";
	});
	return {
		lease,
		done,
		get step() {
			return step();
		},
		isWantedBy: (now) =>
			now.state === lease.state &&
			now.operationId === lease.operationId &&
			now.generation === lease.generation &&
			now.quarantinedAt === null,
		async preempt() {
			controller.abort(new AppError("ABORTED"));
			const waited = new AbortController();
			await Promise.race([done, clock.sleep(PREEMPT_MS, waited.signal).catch(() => undefined)]);
			waited.abort();
		},
	};
}
