import type { LeaseEvent } from "@berth/core";

/** How often each instance was seen to start, by `web-0`: each time it runs after it did not. */
export function countStarts(events: readonly LeaseEvent[]): ReadonlyMap<string, number> {
	const starts = new Map<string, number>();
	const running = new Map<string, boolean>();
	for (const { body } of events) {
		if (body.type !== "instance") continue;
		const { service, index, generation, state } = body.instance;
		const run = `${service}-${index}@${generation}`;
		const isRunning = state === "running" || state === "unhealthy";
		if (isRunning && !running.get(run)) starts.set(`${service}-${index}`, (starts.get(`${service}-${index}`) ?? 0) + 1);
		// A look that saw nothing says nothing of its end.
		if (state !== "unknown") running.set(run, isRunning);
	}
	return starts;
}
