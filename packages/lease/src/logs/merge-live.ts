/**
 * Several endless sources as one, in the order things arrive, with sources joining and leaving on the way. Each source is asked for
 * its next item only when its last one was taken: a slow reader slows all of them, and nothing piles up here.
 */
export interface LiveMerge<T> {
	add(source: AsyncIterable<T>): void;
	/** The next item of any source; null after `wake`. Rejects with what a source threw. */
	next(): Promise<T | null>;
	/** Makes a `next` that waits return null, so that its caller can look at something else. */
	wake(): void;
	/** Ends every source. */
	close(): Promise<void>;
}

export function createLiveMerge<T>(): LiveMerge<T> {
	const sources = new Set<AsyncIterator<T>>();
	const ready: ({ readonly source: AsyncIterator<T>; readonly value: T } | { readonly error: unknown })[] = [];
	let woken = false;
	let notify: (() => void) | null = null;
	const ring = () => {
		notify?.();
		notify = null;
	};
	const ask = (source: AsyncIterator<T>) => {
		source.next().then(
			(result) => {
				if (result.done) sources.delete(source);
				else ready.push({ source, value: result.value });
				ring();
			},
			(error: unknown) => {
				sources.delete(source);
				ready.push({ error });
				ring();
			},
		);
	};
	return {
		add(source) {
			const iterator = source[Symbol.asyncIterator]();
			sources.add(iterator);
			ask(iterator);
		},
		async next() {
			for (;;) {
				const item = ready.shift();
				if (item && "error" in item) throw item.error;
				if (item) {
					if (sources.has(item.source)) ask(item.source);
					return item.value;
				}
				if (woken) {
					woken = false;
					return null;
				}
				await new Promise<void>((resolve) => {
					notify = resolve;
				});
			}
		},
		wake() {
			woken = true;
			ring();
		},
		async close() {
			const open = [...sources];
			sources.clear();
			await Promise.allSettled(open.map(async (source) => source.return?.()));
		},
	};
}
