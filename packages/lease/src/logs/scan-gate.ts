import { AppError, type LeaseId } from "@berth/core";

/** Scans of one lease's log at the same time. More only slow each other: all of them read the same file. */
const SCANS_MAX = 3;

/** Counts who scans. */
export interface ScanGate {
	/** Returns what leaves again. Errors  THROTTLED. */
	enter(leaseId: LeaseId): () => void;
}

export function createScanGate(): ScanGate {
	const running = new Map<LeaseId, number>();
	return {
		enter(leaseId) {
			const count = running.get(leaseId) ?? 0;
			if (count >= SCANS_MAX)
				throw new AppError("THROTTLED", {
					message: `The log of this lease is searched or exported by ${count} already; wait for one of them or cancel it.`,
				});
			running.set(leaseId, count + 1);
			return () => {
				const left = (running.get(leaseId) ?? 1) - 1;
				if (left > 0) running.set(leaseId, left);
				else running.delete(leaseId);
			};
		},
	};
}
