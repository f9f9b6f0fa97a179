import { parseJsonLine } from "./json-line.ts";
import type { LogRow } from "./log-buffer.ts";
import { type Showing, showLine } from "./shown-line.ts";

/** Height of one line of text, in pixels. */
export const LINE_PX = 20;

/** Of a longer line so much is shown until it is unfolded. */
const FOLD_CHARS = 16 * 1024;

// A folded line fills no more than this much of the page, however narrow that is.
const FOLDED_LINES_MAX = 200;

export interface LogLayout {
	/** Where each row begins, in pixels; one more than there are rows, so the last is the whole height. */
	readonly tops: Float64Array;
	readonly heightPx: number;
}

/** How rows are shown, as far as it decides their height. */
export interface LayoutOptions {
	/** Characters that stand beside each other; null where lines are not wrapped. */
	readonly columns: number | null;
	readonly showing: Showing;
	/** Rows, by `nth`, that are unfolded. */
	readonly unfolded: ReadonlySet<number>;
}

/** How many characters of a line are shown while it is folded. */
export const foldAt = (columns: number | null): number =>
	Math.min(FOLD_CHARS, columns === null ? FOLD_CHARS : FOLDED_LINES_MAX * columns - 24);

/** Lays rows out without asking the browser: in a fixed-width font that breaks anywhere, height follows from length. */
export function layOut(rows: readonly LogRow[], options: LayoutOptions): LogLayout {
	const tops = new Float64Array(rows.length + 1);
	const fold = foldAt(options.columns);
	let top = 0;
	for (const [index, row] of rows.entries()) {
		tops[index] = top;
		top += LINE_PX * linesOf(row, options, fold);
	}
	tops[rows.length] = top;
	return { tops, heightPx: top };
}

function linesOf(row: LogRow, { columns, showing, unfolded }: LayoutOptions, fold: number): number {
	const shown = showLine(row, showing);
	const isUnfolded = unfolded.has(row.nth);
	const width = shown.columns > fold && !isUnfolded ? fold + 24 : shown.columns;
	const lines = columns === null ? 1 : Math.max(1, Math.ceil(width / Math.max(1, columns)));
	return lines + (isUnfolded && shown.folded > 0 ? (parseJsonLine(row.text)?.fields.length ?? 0) : 0);
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
