import { backoffMs } from "../backoff.ts";
import { berthErrorOf } from "../berth-error.ts";
import { pause } from "./pause.ts";

interface Handlers<T> {
	readonly onData: (message: T) => void;
	readonly onError: (error: Error) => void;
	readonly onComplete: () => void;
}

export interface ResumedOptions<T> {
	/** Begins to listen, after the last message that was seen if there is one. */
	readonly open: (lastId: string | undefined, handlers: Handlers<T>) => { unsubscribe(): void };
	readonly idOf: (message: T) => string;
	/** Rejects when whoever listens may not, or there is nothing to hear any more: a stream that ends does not always say why. */
	readonly check: () => Promise<unknown>;
	/** Of a message that was the last one before. */
	readonly after?: string | undefined;
	/** Whether the end of the stream is the end, or only of the connection. */
	readonly endsOnComplete: boolean;
	readonly signal?: AbortSignal | undefined;
}

/** So many messages wait for a slow reader; then the stream is left, and taken up again from the last one when they are read. */
const WAITING_MAX = 1_000;

/**
 * A stream that is opened again from the last message whenever it is lost, for as long as it is read.
 *
 * Errors  those that trying again does not help.
 */
export async function* resumed<T>({ open, idOf, check, signal, ...options }: ResumedOptions<T>): AsyncGenerator<T, void, undefined> {
	let lastId = options.after;
	for (let failures = 0; !signal?.aborted; ) {
		const turn = listen(open, lastId, signal);
		try {
			for (;;) {
				const message = await turn.next();
				if (message === null) break;
				failures = 0;
				lastId = idOf(message);
				yield message;
			}
		} finally {
			turn.leave();
		}
		if (signal?.aborted || turn.isFull()) continue;
		const failure = turn.failure();
		if (failure === null && options.endsOnComplete) return;
		if (failure !== null && !berthErrorOf(failure).retryable) throw failure;
		if (failure !== null) await assertHeard(check);
		await pause(backoffMs(failures++), signal);
	}
}

/** Throws what says that there is nothing to go on with; a server that is away says nothing. */
async function assertHeard(check: () => Promise<unknown>): Promise<void> {
	try {
		await check();
	} catch (error) {
		if (!berthErrorOf(error).retryable) throw error;
	}
}

function listen<T>(open: ResumedOptions<T>["open"], lastId: string | undefined, signal: AbortSignal | undefined) {
	const waiting: T[] = [];
	let isOver = false;
	let isFull = false;
	let failure: Error | null = null;
	let wake: () => void = () => undefined;
	const end = (error: Error | null = null) => {
		if (isOver) return;
		isOver = true;
		failure = error;
		wake();
	};
	const source = open(lastId, {
		onData(message) {
			if (isOver) return;
			waiting.push(message);
			wake();
			if (waiting.length < WAITING_MAX) return;
			isFull = true;
			end();
			source.unsubscribe();
		},
		onError: (error) => end(error),
		onComplete: () => end(),
	});
	const onAbort = () => end();
	signal?.addEventListener("abort", onAbort, { once: true });
	return {
		async next(): Promise<T | null> {
			while (!signal?.aborted) {
				const message = waiting.shift();
				if (message !== undefined) return message;
				if (isOver) return null;
				await new Promise<void>((resolve) => {
					wake = resolve;
				});
			}
			return null;
		},
		failure: () => failure,
		isFull: () => isFull,
		leave() {
			isOver = true;
			signal?.removeEventListener("abort", onAbort);
			source.unsubscribe();
		},
	};
}
