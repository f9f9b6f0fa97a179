export interface FrameBatch<T> {
	add(item: T): void;
	/** Forgets what was not handed over yet. */
	drop(): void;
}

// A hidden tab draws no frames; what comes meanwhile is handed over now and then so that it cannot pile up.
const HIDDEN_MS = 500;

/**
 * Collects items and hands them over together: with the next drawn frame, and not more often than `everyMs`.
 *
 * A flood then costs a drawing per step of time and not per item, while a single item is still shown at once.
 */
export function createFrameBatch<T>(onItems: (items: readonly T[]) => void, everyMs = 0): FrameBatch<T> {
	let items: T[] = [];
	let cancel: (() => void) | null = null;
	let flushedAtMs = Number.NEGATIVE_INFINITY;
	const flush = () => {
		cancel?.();
		cancel = null;
		flushedAtMs = performance.now();
		const taken = items;
		items = [];
		onItems(taken);
	};
	const schedule = () => {
		let frame = 0;
		const pause = setTimeout(
			() => {
				frame = requestAnimationFrame(flush);
			},
			Math.max(0, everyMs - (performance.now() - flushedAtMs)),
		);
		const hidden = setTimeout(flush, HIDDEN_MS);
		return () => {
			clearTimeout(pause);
			clearTimeout(hidden);
			cancelAnimationFrame(frame);
		};
	};
	return {
		add: (item) => {
			items.push(item);
			cancel ??= schedule();
		},
		drop: () => {
			cancel?.();
			cancel = null;
			items = [];
		},
	};
}
