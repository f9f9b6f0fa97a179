import { AppError } from "@berth/core";
import type { Metrics } from "../telemetry/metrics.ts";

// A person with thirty tabs of four streams each stays below; a program that forgets to close its streams does not.
const STREAMS_MAX = 200;

/** Counts open subscriptions, in all per feed and for each reader. Returns the undo. Errors  RATE_LIMITED. */
export function createStreamCounter(metrics: Metrics) {
	const open = new Map<string, number>();
	return (feed: string, reader: string): (() => void) => {
		const count = open.get(reader) ?? 0;
		if (count >= STREAMS_MAX)
			throw new AppError("RATE_LIMITED", { message: "Too many streams are open.", data: { streamsMax: STREAMS_MAX } });
		open.set(reader, count + 1);
		metrics.feedSubscribers.inc({ feed });
		return () => {
			const left = (open.get(reader) ?? 1) - 1;
			if (left === 0) open.delete(reader);
			else open.set(reader, left);
			metrics.feedSubscribers.dec({ feed });
		};
	};
}

export type StreamCounter = ReturnType<typeof createStreamCounter>;
