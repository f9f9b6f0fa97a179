import type { Clock, Millis } from "@berth/core";
import type { LaneDepth } from "../agent-types.ts";
import { createLaneQueue, type LaneLimits, type LaneRequest } from "./lane-queue.ts";

/** The queue of the lanes with those who wait in it. */
export interface Gate {
	/** Resolves with how long it took. Errors  the signal's reason. */
	enter(request: LaneRequest, signal: AbortSignal): Promise<Millis>;
	leave(request: LaneRequest): void;
	before(request: LaneRequest): number;
	depth(): LaneDepth;
}

export function createGate(limits: LaneLimits, clock: Clock, onWaited: (ms: Millis) => void): Gate {
	const queue = createLaneQueue<LaneRequest>(limits);
	const wakes = new Map<LaneRequest, () => void>();
	const serve = () => {
		for (let next = queue.next(); next; next = queue.next()) wakes.get(next)?.();
	};
	return {
		enter: (request, signal) =>
			new Promise((resolve, reject) => {
				if (signal.aborted) return reject(signal.reason);
				const sinceMs = clock.monotonicMs();
				const give = () => {
					wakes.delete(request);
					queue.remove(request);
					reject(signal.reason);
					serve();
				};
				signal.addEventListener("abort", give, { once: true });
				wakes.set(request, () => {
					signal.removeEventListener("abort", give);
					wakes.delete(request);
					const waitedMs = clock.monotonicMs() - sinceMs;
					onWaited(waitedMs);
					resolve(waitedMs);
				});
				queue.add(request);
				serve();
			}),
		leave(request) {
			queue.free(request);
			serve();
		},
		before: (request) => queue.before(request),
		depth: () => ({ waiting: queue.waiting, running: queue.running }),
	};
}
