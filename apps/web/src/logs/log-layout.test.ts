// @vitest-environment node
import { expect, test } from "vitest";
import { columnsOf } from "./columns.ts";
import { createLogBuffer, type LogRow } from "./log-buffer.ts";
import { type LayoutOptions, LINE_PX, layOut, visibleRows } from "./log-layout.ts";
import { showLine } from "./shown-line.ts";

const plain = { showing: { isRaw: false, pinned: [] }, unfolded: new Set<number>() };
const lay = (rows: readonly LogRow[], columns: number | null, over: Partial<LayoutOptions> = {}) =>
	layOut(rows, { ...plain, columns, ...over });

const rowsOf = (texts: readonly string[]) => {
	const buffer = createLogBuffer();
	buffer.add(
		texts.map((text, nth) => ({
			kind: "line",
			cursor: String(nth),
			service: "web",
			instance: 0,
			stream: "stdout",
			at: "2025-02-01T12:00:00.000Z",
			text,
			truncated: false,
		})),
	);
	return buffer.rows();
};

test("without wrapping every row is one line high", () => {
	expect(lay(rowsOf(["x".repeat(900), "", "y"]), null).heightPx).toBe(3 * LINE_PX);
});

test("with wrapping a row is as high as its text is long, and an empty one is one line", () => {
	const { tops } = lay(rowsOf(["x".repeat(81), "", "日本".repeat(20), "y"]), 40);
	expect([...tops].map((top) => top / LINE_PX)).toEqual([0, 3, 4, 6, 7]);
	expect(columnsOf("日本x")).toBe(5);
});

test("only what is in sight is drawn, however long the log", () => {
	const layout = lay(rowsOf(Array.from({ length: 5_000 }, (_, nth) => `line ${nth}`)), null);
	expect(visibleRows(layout, 0, 400)).toEqual({ first: 0, end: 31 });
	expect(visibleRows(layout, 2_000 * LINE_PX, 400)).toEqual({ first: 1_990, end: 2_031 });
	expect(visibleRows(layout, 4_990 * LINE_PX, 400).end).toBe(5_000);
	expect(visibleRows(lay([], null), 0, 400)).toEqual({ first: 0, end: 0 });
});

test("a JSON line is as high as its message, with what is pinned before it, and unfolded as its fields, too", () => {
	const rows = rowsOf(['{"level":30,"msg":"served","path":"/a","took":{"ms":4}}', "{no json}"]);
	expect(showLine(rows[0] as LogRow, { isRaw: false, pinned: ["path"] })).toMatchObject({ pins: ["path=/a"], text: "served", folded: 2 });
	expect(lay(rows, 80).heightPx).toBe(2 * LINE_PX);
	expect(lay(rows, 80, { unfolded: new Set([0]) }).heightPx).toBe(4 * LINE_PX);
	expect(lay(rows, 20, { showing: { isRaw: true, pinned: [] } }).heightPx).toBe(4 * LINE_PX);
});

test("a line of tens of thousands of characters is folded to so much as is read, and whole when it is unfolded", () => {
	const rows = rowsOf(["x".repeat(60_000)]);
	expect(lay(rows, 100).heightPx).toBe(165 * LINE_PX);
	expect(lay(rows, 20).heightPx).toBe(200 * LINE_PX);
	expect(lay(rows, 100, { unfolded: new Set([0]) }).heightPx).toBe(600 * LINE_PX);
});
