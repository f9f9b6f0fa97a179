import { never, toAborted } from "./abortable.ts";
import { type Connection, waitFor } from "./calls.ts";

/** Something that calls back when it changes, until the returned function is called. */
export type Source = (ring: () => void) => () => void;

/** Wakes one waiter when any of its sources changes or the engine closes. */
export interface Bell {
	ring(): void;
	/** Resolves at the next ring. Errors  ABORTED. */
	wait(): Promise<void>;
	/** For between two words of a stream: rejects with ABORTED, or never returns when the engine is dead. */
	check(): Promise<void> | null;
	hangUp(): void;
}

export function hangBell(connection: Connection, signal: AbortSignal, sources: readonly Source[]): Bell {
	let waiting: PromiseWithResolvers<void> | null = null;
	const ring = () => {
		waiting?.resolve();
		waiting = null;
	};
	const stops = sources.map((source) => source(ring));
	connection.closing.addEventListener("abort", ring);
	return {
		ring,
		wait() {
			waiting = Promise.withResolvers<void>();
			return waitFor(connection, waiting.promise, signal);
		},
		check() {
			if (connection.dead()) return never();
			return signal.aborted ? Promise.reject(toAborted(signal)) : null;
		},
		hangUp() {
			for (const stop of stops) stop();
			connection.closing.removeEventListener("abort", ring);
		},
	};
}
