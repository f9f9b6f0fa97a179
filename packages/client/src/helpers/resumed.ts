import { backoffMs } from "../backoff.ts";
import { isFinal } from "./is-final.ts";
import { pause } from "./pause.ts";

interface Handlers<T> {
	readonly onData: (message: T) => void;
	readonly onError: (error: Error) => void;
	readonly onComplete: () => void;
	readonly onConnectionStateChange: (change: { readonly state: "idle" | "connecting" | "pending" }) => void;
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

/**
 * How long a stream may try to connect before it is left and opened anew: one whose first answer was cut off ends without a word. Shorter:
 * a slow server is asked twice. Longer: what happened meanwhile is told late.
 */
const CONNECT_MS = 10_000;

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
		if (failure !== null && isFinal(failure)) throw failure;
		if (failure !== null) await assertHeard(check);
		await pause(backoffMs(failures++), signal);
	}
}

/** Throws what says that there is nothing to go on with; a server that is away says nothing. */
async function assertHeard(check: () => Promise<unknown>): Promise<void> {
	try {
		await check();
	} catch (error) {
		if (isFinal(error)) throw error;
	}
}

function listen<T>(open: ResumedOptions<T>["open"], lastId: string | undefined, signal: AbortSignal | undefined) {
	const waiting: T[] = [];
	let isOver = false;
	let isFull = false;
	let failure: Error | null = null;
	let wake: () => void = () => undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const end = (error: Error | null = null) => {
		if (isOver) return;
		isOver = true;
		clearTimeout(timer);
		failure = error;
		wake();
	};
	const connecting = () => {
		clearTimeout(timer);
		timer = setTimeout(() => end(new Error("The stream did not come up.")), CONNECT_MS);
	};
	connecting();
	const source = open(lastId, {
		onData(message) {
			if (isOver) return;
			clearTimeout(timer);
			waiting.push(message);
			wake();
			if (waiting.length < WAITING_MAX) return;
			isFull = true;
			end();
			source.unsubscribe();
		},
		onError: (error) => end(error),
		onComplete: () => end(),
		onConnectionStateChange({ state }) {
			if (isOver) return;
			if (state === "connecting") connecting();
			else clearTimeout(timer);
		},
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
			clearTimeout(timer);
			signal?.removeEventListener("abort", onAbort);
			source.unsubscribe();
		},
	};
}
