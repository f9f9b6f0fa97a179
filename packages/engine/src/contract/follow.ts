const BOUND_MS = 60_000;

/** A stream read in the background, so that a test can wait for what it says. */
export interface Follower<T> {
	readonly items: readonly T[];
	/** Resolves when the items so far satisfy; rejects when the stream ended or the bound passed before. */
	until(satisfied: (items: readonly T[]) => boolean, what: string): Promise<void>;
	/** How it ended: null when it ended by itself, else what it threw. */
	readonly ended: Promise<unknown>;
}

export function follow<T>(stream: AsyncIterable<T>): Follower<T> {
	const items: T[] = [];
	let news = Promise.withResolvers<void>();
	let over = false;
	const tell = () => {
		news.resolve();
		news = Promise.withResolvers();
	};
	const read = async (): Promise<unknown> => {
		try {
			for await (const item of stream) {
				items.push(item);
				tell();
			}
			return null;
		} catch (err) {
			return err;
		} finally {
			over = true;
			tell();
		}
	};
	const ended = read();
	return {
		items,
		ended,
		async until(satisfied, what) {
			const deadline = AbortSignal.timeout(BOUND_MS);
			const late = new Promise<void>((resolve) => deadline.addEventListener("abort", () => resolve()));
			while (!satisfied(items)) {
				if (over) throw new Error(`the stream ended before ${what}: ${String(await ended)}, after ${JSON.stringify(items.slice(-5))}`);
				if (deadline.aborted) throw new Error(`${BOUND_MS} ms passed before ${what}; last: ${JSON.stringify(items.slice(-5))}`);
				await Promise.race([news.promise, late]);
			}
		},
	};
}

/** All a stream says until it ends by itself. */
export async function readAll<T>(stream: AsyncIterable<T>): Promise<T[]> {
	const items: T[] = [];
	for await (const item of stream) items.push(item);
	return items;
}
