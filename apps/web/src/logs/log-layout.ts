import type { LogRow } from "./log-buffer.ts";

/** Height of one line of text, in pixels. */
export const LINE_PX = 20;

// A line that would fill more than this much of the page is cut there; the download has it whole.
const WRAPPED_LINES_MAX = 200;

export interface LogLayout {
	/** Where each row begins, in pixels; one more than there are rows, so the last is the whole height. */
	readonly tops: Float64Array;
	readonly heightPx: number;
}

/** Lays rows out without asking the browser: in a fixed-width font that breaks anywhere, height follows from length. */
export function layOut(rows: readonly LogRow[], columns: number | null): LogLayout {
	const tops = new Float64Array(rows.length + 1);
	let top = 0;
	for (const [index, row] of rows.entries()) {
		tops[index] = top;
		const lines = columns === null ? 1 : Math.ceil(row.columns / Math.max(1, columns));
		top += LINE_PX * Math.min(WRAPPED_LINES_MAX, Math.max(1, lines));
	}
	tops[rows.length] = top;
	return { tops, heightPx: top };
}

/** The rows that are in sight, with a few more on both sides: `[first, end)`. */
export function visibleRows({ tops }: LogLayout, scrollPx: number, viewPx: number): { readonly first: number; readonly end: number } {
	const spare = 10;
	const count = tops.length - 1;
	const first = Math.max(0, rowAt(tops, scrollPx) - spare);
	const end = Math.min(count, rowAt(tops, scrollPx + viewPx) + 1 + spare);
	return { first, end };
}

function rowAt(tops: Float64Array, px: number): number {
	let low = 0;
	let high = tops.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((tops[middle] ?? 0) <= px) low = middle;
		else high = middle - 1;
	}
	return low;
}
