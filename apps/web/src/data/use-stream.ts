"use client";
import { useEffect, useRef } from "react";
import { connection, heardAt, waiting } from "./connection.ts";
import { createFrameBatch } from "./frame-batch.ts";
import { type Problem, toProblem } from "./problem.ts";

interface Unsubscribable {
	unsubscribe(): void;
}

/** What tRPC calls while a subscription lasts; `onData` gets what the server yielded. */
export interface StreamHandlers<T> {
	readonly onData: (data: T) => void;
	readonly onError: (error: unknown) => void;
	readonly onStarted?: () => void;
	readonly onComplete?: () => void;
}

interface StreamOptions<T> {
	/** Opens the stream. Must keep its identity for as long as the stream should last; null opens none. */
	readonly open: ((handlers: StreamHandlers<T>) => Unsubscribable) | null;
	/** Gets what came since the last frame, in order. */
	readonly onMessages: (messages: readonly T[]) => void;
	/** The server ended the stream for a reason that trying again does not mend. */
	readonly onProblem?: (problem: Problem) => void;
	readonly onEnd?: () => void;
	/** Not more often than this are messages handed over; for what comes in floods. */
	readonly everyMs?: number;
}

/**
 * Follows one subscription. Messages are handed over once per drawn frame, however fast they come.
 *
 * Until the first message after each (re)connect the stream counts as waiting, so the page says that it is catching up.
 */
export function useStream<T>({ open, everyMs = 0, ...handlers }: StreamOptions<T>): void {
	const latest = useRef(handlers);
	latest.current = handlers;
	useEffect(() => {
		if (open === null) return;
		let isWaiting = false;
		const wait = (value: boolean) => {
			if (value !== isWaiting) waiting.set(waiting.get() + (value ? 1 : -1));
			isWaiting = value;
		};
		const batch = createFrameBatch<T>((messages) => latest.current.onMessages(messages), everyMs);
		let isOver = false;
		wait(true);
		// A socket that was lost is opened again below us: what stands on the page is old until the stream speaks again.
		const stopWatching = connection.subscribe(() => {
			if (connection.get().kind === "reconnecting" && !isOver) wait(true);
		});
		const subscription = open({
			onStarted: () => wait(false),
			onData: (data) => {
				wait(false);
				heardAt.set(Date.now());
				batch.add(data);
			},
			onError: (error) => {
				isOver = true;
				wait(false);
				latest.current.onProblem?.(toProblem(error));
			},
			onComplete: () => {
				isOver = true;
				wait(false);
				latest.current.onEnd?.();
			},
		});
		return () => {
			isOver = true;
			stopWatching();
			subscription.unsubscribe();
			batch.drop();
			wait(false);
		};
	}, [open, everyMs]);
}
