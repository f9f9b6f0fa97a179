import { EXEC_WINDOW_BYTES } from "@berth/core";

/** What is on its way to a client that says what it has dealt with; one that never does is held to the pace of its connection alone. */
export interface Window {
	isKept(): boolean;
	acknowledge(bytes: number): void;
	/** Resolves when so much more may be on its way, or when the session is over. */
	room(bytes: number, over: Promise<unknown>): Promise<void>;
}

export function createWindow(): Window {
	let onTheWay = 0;
	let isKept = false;
	let news = Promise.withResolvers<void>();
	return {
		isKept: () => isKept,
		acknowledge(bytes) {
			isKept = true;
			onTheWay = Math.max(0, onTheWay - bytes);
			news.resolve();
			news = Promise.withResolvers();
		},
		async room(bytes, over) {
			let isOver = false;
			while (isKept && onTheWay > 0 && onTheWay + bytes > EXEC_WINDOW_BYTES && !isOver) {
				isOver = await Promise.race([news.promise.then(() => false), over.then(() => true)]);
			}
			onTheWay += bytes;
		},
	};
}
