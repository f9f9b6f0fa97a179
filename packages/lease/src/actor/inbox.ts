import type { HintedRow } from "@berth/db";

/** Why an actor is to look. A message says nothing but that: what there is to do stands in the row. */
export interface Message {
	readonly cause: "hint" | "engine" | "poll" | "reconcile" | "timer" | "worker";
	/** What happened, for people: `die web-0`. */
	readonly detail?: string;
	/** The engine told of an end or an illness: worth a look after the work that was going on then. */
	readonly isBad?: boolean;
	/** What the row was like as of a hint: work that is wanted all the same needs not look. */
	readonly row?: HintedRow;
	/** When it was offered. */
	readonly at?: Date;
}

export const INBOX_MAX = 16;

/** Bounded, and it never blocks: equal messages are one, and what does not fit is refused and counted. */
export interface Inbox {
	/** Returns whether it was taken, or was there already. */
	offer(message: Message): boolean;
	take(): Message | undefined;
	readonly depth: number;
	/** The deepest it has been. */
	readonly high: number;
	readonly refused: number;
	/** When the oldest that waits was offered; null when none does. */
	readonly oldestAt: Date | null;
}

export function createInbox(max: number = INBOX_MAX): Inbox {
	const waiting: Message[] = [];
	let high = 0;
	let refused = 0;
	return {
		offer(message) {
			if (waiting.some((one) => one.cause === message.cause && one.detail === message.detail)) return true;
			if (waiting.length >= max) {
				refused += 1;
				return false;
			}
			waiting.push(message);
			high = Math.max(high, waiting.length);
			return true;
		},
		take: () => waiting.shift(),
		get depth() {
			return waiting.length;
		},
		get high() {
			return high;
		},
		get refused() {
			return refused;
		},
		get oldestAt() {
			return waiting[0]?.at ?? null;
		},
	};
}

export const describeMessage = ({ cause, detail }: Message): string => (detail === undefined ? cause : `${cause}: ${detail}`);
