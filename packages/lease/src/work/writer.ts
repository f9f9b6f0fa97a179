import type { Fence, LeaseRecord, OperationRecord } from "@berth/db";
import type { Applied, Apply, Verdict } from "../apply.ts";

/** Something else took the place of this work: nothing more of it may be done or written. Never leaves this package. */
export class Superseded extends Error {
	override readonly name = "Superseded";
}

/** Writes on behalf of one piece of work, for as long as the lease still wants that work from us. */
export interface Writer {
	/**
	 * Errors  Superseded, with nothing written; CLAIM_LOST, DATABASE_UNAVAILABLE.
	 */
	write<T>(decide: (lease: LeaseRecord, operation: OperationRecord | null) => Verdict<T>): Promise<Applied<T>>;
}

/**
 * The work of the state and operation that `lease` had when it began. Once it is preempted it writes nothing more, also where the lease
 * still wants such work: it may be another's by then.
 */
export function createWriter(apply: Apply, fence: Fence, lease: LeaseRecord, preempted: AbortSignal): Writer {
	const isOurs = (now: LeaseRecord) =>
		!preempted.aborted && now.state === lease.state && now.operationId === lease.operationId && now.generation === lease.generation;
	return {
		async write(decide) {
			const applied = await apply.change(lease.id, { scope: "all", fence }, (now, operation) => {
				if (!isOurs(now)) return { change: null, result: null };
				const verdict = decide(now, operation);
				return { ...verdict, result: { value: verdict.result } };
			});
			if (applied.result === null) throw new Superseded();
			return { ...applied, result: applied.result.value };
		},
	};
}
