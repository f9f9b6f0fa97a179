import type { Clock } from "@berth/core";

/** Runs something again and again: when asked, and when its last run says so. One run at a time. */
export interface Ticker {
	/** Runs now, or once more after the run that is going on, which may have looked too early. */
	soon(): void;
	/** Resolves when what runs or was asked for is over. */
	idle(): Promise<void>;
	/** Asks for no further run and waits for the one that is going on. */
	stop(): Promise<void>;
}

/** `run` returns after how many milliseconds it wants to run again; it must not throw. */
export function createTicker(clock: Clock, run: (signal: AbortSignal) => Promise<number>): Ticker {
	const stopped = new AbortController();
	let running: Promise<void> | null = null;
	let again = false;
	let timer = new AbortController();

	const loop = async () => {
		let nextMs = 0;
		do {
			again = false;
			nextMs = await run(stopped.signal);
		} while (again && !stopped.signal.aborted);
		running = null;
		if (!stopped.signal.aborted) schedule(nextMs);
	};
	const schedule = (ms: number) => {
		timer = new AbortController();
		clock.sleep(ms, timer.signal).then(
			() => soon(),
			() => undefined,
		);
	};
	const soon = () => {
		if (stopped.signal.aborted) return;
		if (running) {
			again = true;
			return;
		}
		timer.abort();
		running = loop();
	};
	return {
		soon,
		async idle() {
			while (running) await running;
		},
		async stop() {
			stopped.abort();
			timer.abort();
			await running;
		},
	};
}
