import type { Bench, Figure } from "./bench.ts";

export interface RunBenchOptions {
	readonly quick: boolean;
	readonly minutes: number | null;
	readonly signal: AbortSignal;
	readonly say: (line: string) => void;
	/** A bench that takes longer hangs. */
	readonly limitMs: number;
	/** How long a bench that was told to stop may take to, before its things are taken from under it. */
	readonly graceMs?: number;
}

/**
 * Runs one bench to its end and ends all that it began, last one first, however it went.
 *
 * Errors  what the bench threw, the signal's reason, or both that and what would not end.
 */
export async function runBench(bench: Bench, options: RunBenchOptions): Promise<readonly Figure[]> {
	const { quick, minutes, say, limitMs, graceMs = 10_000 } = options;
	const signal = AbortSignal.any([options.signal, AbortSignal.timeout(limitMs)]);
	await using opened = new AsyncDisposableStack();
	const figures: Figure[] = [];
	const work = (async () => {
		for await (const figure of bench.run({ quick, minutes, signal, say, onEnd: (dispose) => opened.defer(dispose) })) {
			if (figure.bench !== bench.name) throw new Error(`${bench.name} gave a figure of ${figure.bench}`);
			figures.push(figure);
			signal.throwIfAborted();
		}
	})();
	await Promise.race([work, stopped(signal, graceMs)]);
	signal.throwIfAborted();
	return figures;
}

/** Rejects `graceMs` after the signal has fired. */
const stopped = (signal: AbortSignal, graceMs: number) =>
	new Promise<never>((_, reject) => {
		const onAbort = () => void setTimeout(() => reject(signal.reason), graceMs).unref();
		if (signal.aborted) onAbort();
		else signal.addEventListener("abort", onAbort, { once: true });
	});
