import { AppError, type Millis } from "@berth/core";

const tooSlow = (): AppError => new AppError("TIMEOUT", { message: "Nothing came or went for too long; the transfer was given up." });

/** The same, which ends with TIMEOUT when its source gives nothing for so long. Reading slowly is no fault of the source. */
export async function* pacedSource(source: AsyncIterable<Uint8Array>, idleMs: Millis): AsyncGenerator<Uint8Array, void, undefined> {
	const iterator = source[Symbol.asyncIterator]();
	let isDone = false;
	try {
		for (;;) {
			const next = await inTime(iterator.next(), idleMs);
			isDone = next.done === true;
			if (next.done) return;
			yield next.value;
		}
	} finally {
		// One that hangs in a read of its own ends with its connection.
		if (!isDone) void leave(iterator);
	}
}

/** Ends what nobody reads any more; how that ends is nobody's to hear. */
async function leave(iterator: AsyncIterator<Uint8Array>): Promise<void> {
	try {
		await iterator.return?.();
	} catch {
		// It has told of its failure to whoever read it.
	}
}

async function inTime<T>(work: Promise<T>, ms: Millis): Promise<T> {
	const late = Promise.withResolvers<never>();
	const timer = setTimeout(() => late.reject(tooSlow()), ms);
	try {
		return await Promise.race([work, late.promise]);
	} finally {
		clearTimeout(timer);
	}
}

/**
 * A response body of these bytes, pulled as they are taken. When it fails, or nobody takes anything for so long, `onBroken` is told: it
 * must cut the connection, since a body that ends politely looks whole.
 */
export function pacedBody(
	archive: AsyncIterable<Uint8Array>,
	{ idleMs, onBroken, onEnd }: { readonly idleMs: Millis; readonly onBroken: (error: unknown) => void; readonly onEnd: () => void },
): ReadableStream<Uint8Array> {
	const iterator = archive[Symbol.asyncIterator]();
	let timer: NodeJS.Timeout | undefined;
	let isOver = false;
	const end = () => {
		clearTimeout(timer);
		if (!isOver) onEnd();
		isOver = true;
	};
	const fail = (error: unknown) => {
		if (isOver) return;
		end();
		onBroken(error);
		void leave(iterator);
	};
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				clearTimeout(timer);
				try {
					const next = await iterator.next();
					if (next.done) {
						end();
						return controller.close();
					}
					controller.enqueue(next.value);
					timer = setTimeout(() => fail(tooSlow()), idleMs);
				} catch (error) {
					fail(error);
					controller.error(error);
				}
			},
			async cancel() {
				end();
				await iterator.return?.();
			},
		},
		{ highWaterMark: 0 },
	);
}
