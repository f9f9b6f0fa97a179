import { AppError, type Clock, type Millis } from "@berth/core";
import type { ContainerGroup, EventGroup } from "./engine.ts";
import type { WaitExitGroup } from "./wait-exit-group.ts";

interface Parts {
	readonly containers: Pick<ContainerGroup, "inspect">;
	readonly events: Pick<EventGroup, "subscribe">;
	readonly clock: Clock;
	/** Between looks when no event comes. Only a backstop. */
	readonly pollMs: Millis;
}

const OP = "exits.waitExit";

/** Waiting for ends over any engine: its events say when to look, and only a look decides. */
export function createWaitExit({ containers, events, clock, pollMs }: Parts): Pick<WaitExitGroup, "waitExit"> {
	return {
		async waitExit(id, { timeoutMs }, call) {
			const deadline = clock.monotonicMs() + timeoutMs;
			const leaving = new AbortController();
			const bell = createBell();
			const heard = listen(events.subscribe({ signal: AbortSignal.any([call.signal, leaving.signal]) }), bell.ring);
			try {
				for (;;) {
					const seen = await containers.inspect(id, call);
					if (seen.phase === "gone") throw new AppError("NOT_FOUND", { data: { container: id } });
					if (seen.phase === "exited" || seen.phase === "dead") {
						return { exitCode: seen.exitCode, oomKilled: seen.oomKilled, finishedAt: seen.finishedAt };
					}
					const leftMs = deadline - clock.monotonicMs();
					if (leftMs <= 0) throw new AppError("TIMEOUT", { data: { op: OP, afterMs: timeoutMs } });
					await bell.wait(Math.min(leftMs, pollMs), clock, call.signal);
				}
			} finally {
				leaving.abort();
				await heard;
			}
		},
	};
}

/** Rings for whatever may have ended a container, until the subscription does. */
async function listen(stream: ReturnType<EventGroup["subscribe"]>, ring: () => void): Promise<void> {
	try {
		for await (const event of stream) if (event.kind !== "container" || event.action === "die" || event.action === "destroy") ring();
	} catch {
		// We left, or the engine cannot tell of events: then the looks in between decide.
	} finally {
		ring();
	}
}

/** Rung while nobody waits, it makes the next wait none. */
function createBell() {
	let isRung = false;
	let wake: () => void = () => undefined;
	return {
		ring() {
			isRung = true;
			wake();
		},
		async wait(ms: Millis, clock: Clock, signal: AbortSignal): Promise<void> {
			if (!isRung) {
				const { promise: rung, resolve } = Promise.withResolvers<void>();
				const waking = new AbortController();
				wake = resolve;
				const slept = clock.sleep(ms, AbortSignal.any([signal, waking.signal])).catch(() => undefined);
				await Promise.race([rung, slept]);
				waking.abort();
			}
			isRung = false;
			if (signal.aborted) throw new AppError("ABORTED", { data: { op: OP } });
		},
	};
}
