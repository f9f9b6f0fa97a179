import { AppError, type Millis } from "@berth/core";

/**
 * Bytes for which somebody may be waited for once. Smaller: who sends a byte at a time keeps a place for ever. Larger: a line of some
 * kilobytes a second is too slow.
 */
const TURN_BYTES = 64 * 1024;

const tooSlow = (): AppError => new AppError("TIMEOUT", { message: "Nothing came or went for too long; the transfer was given up." });

/** How long the other side may be waited for yet. */
function createPatience(idleMs: Millis): { readonly left: () => Millis; readonly waited: (ms: Millis, bytes: number) => void } {
	const turn = { ms: 0, bytes: 0 };
	return {
		left: () => Math.max(0, idleMs - turn.ms),
		waited(ms, bytes) {
			turn.ms += ms;
			turn.bytes += bytes;
			if (turn.bytes >= TURN_BYTES) Object.assign(turn, { ms: 0, bytes: 0 });
		},
	};
}

/**
 * The same, which ends with TIMEOUT when its source is waited for so long and has not given as much as a turn's bytes. Reading slowly is
 * no fault of the source.
 */
export async function* pacedSource(source: AsyncIterable<Uint8Array>, idleMs: Millis): AsyncGenerator<Uint8Array, void, undefined> {
	const iterator = source[Symbol.asyncIterator]();
	const patience = createPatience(idleMs);
	let isDone = false;
	try {
		for (;;) {
			const askedMs = performance.now();
			const next = await inTime(iterator.next(), patience.left());
			isDone = next.done === true;
			if (next.done) return;
			patience.waited(performance.now() - askedMs, next.value.length);
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
 * A response body of these bytes, pulled as they are taken. When it fails, or its reader is waited for so long and has not taken as much
 * as a turn's bytes, `onBroken` is told: it must cut the connection, since a body that ends politely looks whole.
 */
export function pacedBody(
	archive: AsyncIterable<Uint8Array>,
	{ idleMs, onBroken, onEnd }: { readonly idleMs: Millis; readonly onBroken: (error: unknown) => void; readonly onEnd: () => void },
): ReadableStream<Uint8Array> {
	const iterator = archive[Symbol.asyncIterator]();
	const patience = createPatience(idleMs);
	let given: { readonly atMs: Millis; readonly bytes: number } | null = null;
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
				if (given !== null) patience.waited(performance.now() - given.atMs, given.bytes);
				try {
					const next = await iterator.next();
					if (next.done) {
						end();
						return controller.close();
					}
					controller.enqueue(next.value);
					given = { atMs: performance.now(), bytes: next.value.length };
					timer = setTimeout(() => fail(tooSlow()), patience.left());
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
