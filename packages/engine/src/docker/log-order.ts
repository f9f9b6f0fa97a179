import type { CountedLine } from "./log-position.ts";

/**
 * Puts the lines of both streams in the order of their stamps. The daemon stamps a line before it writes it, and each stream by itself,
 * so lines of the two may be written in an order that is off by some milliseconds.
 */
export interface LogOrder {
	add(line: CountedLine): void;
	/** Takes, in order, what was stamped at or before; all when null. */
	take(until: string | null): CountedLine[];
	/** Forgets all but so many of the newest. */
	keepLast(count: number): void;
	/** The newest stamp of what is held; null when nothing is. */
	readonly newest: string | null;
	readonly size: number;
}

export function createLogOrder(): LogOrder {
	let held: CountedLine[] = [];
	return {
		add(line) {
			let at = held.length;
			for (let before = held[at - 1]; before && isBefore(line, before); before = held[at - 1]) at--;
			held.splice(at, 0, line);
		},
		take(until) {
			const end = until === null ? -1 : held.findIndex(({ endAt }) => endAt > until);
			const taken = end < 0 ? held : held.slice(0, end);
			held = end < 0 ? [] : held.slice(end);
			return taken;
		},
		keepLast(count) {
			held = held.slice(Math.max(0, held.length - count));
		},
		get newest() {
			return held.at(-1)?.endAt ?? null;
		},
		get size() {
			return held.length;
		},
	};
}

/** Of equal stamps one stream comes before the other, so that every reading gives the same order. */
const isBefore = (line: CountedLine, other: CountedLine): boolean => {
	if (line.endAt !== other.endAt) return line.endAt < other.endAt;
	return line.stream === other.stream ? line.nth < other.nth : line.stream === "stdout";
};
