export interface FrameBatch<T> {
	add(item: T): void;
	/** Forgets what was not handed over yet. */
	drop(): void;
}

// A hidden tab draws no frames; what comes meanwhile is handed over now and then so that it cannot pile up.
const HIDDEN_MS = 500;

/** Collects items and hands them over together, once per drawn frame. */
export function createFrameBatch<T>(onItems: (items: readonly T[]) => void): FrameBatch<T> {
	let items: T[] = [];
	let cancel: (() => void) | null = null;
	const flush = () => {
		cancel = null;
		const taken = items;
		items = [];
		onItems(taken);
	};
	const schedule = () => {
		const frame = requestAnimationFrame(() => {
			clearTimeout(timer);
			flush();
		});
		const timer = setTimeout(() => {
			cancelAnimationFrame(frame);
			flush();
		}, HIDDEN_MS);
		return () => {
			cancelAnimationFrame(frame);
			clearTimeout(timer);
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
