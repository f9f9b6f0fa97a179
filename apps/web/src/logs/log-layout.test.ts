// @vitest-environment node
import { expect, test } from "vitest";
import { columnsOf } from "./columns.ts";
import { createLogBuffer } from "./log-buffer.ts";
import { LINE_PX, layOut, visibleRows } from "./log-layout.ts";

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
	expect(layOut(rowsOf(["x".repeat(900), "", "y"]), null).heightPx).toBe(3 * LINE_PX);
});

test("with wrapping a row is as high as its text is long, and an empty one is one line", () => {
	const { tops } = layOut(rowsOf(["x".repeat(81), "", "日本".repeat(20), "y"]), 40);
	expect([...tops].map((top) => top / LINE_PX)).toEqual([0, 3, 4, 6, 7]);
	expect(columnsOf("日本x")).toBe(5);
});

test("only what is in sight is drawn, however long the log", () => {
	const layout = layOut(rowsOf(Array.from({ length: 5_000 }, (_, nth) => `line ${nth}`)), null);
	expect(visibleRows(layout, 0, 400)).toEqual({ first: 0, end: 31 });
	expect(visibleRows(layout, 2_000 * LINE_PX, 400)).toEqual({ first: 1_990, end: 2_031 });
	expect(visibleRows(layout, 4_990 * LINE_PX, 400).end).toBe(5_000);
	expect(visibleRows(layOut([], null), 0, 400)).toEqual({ first: 0, end: 0 });
});
