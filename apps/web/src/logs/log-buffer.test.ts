// @vitest-environment node
import type { LogLine, LogMessage } from "@berth/core";
import { expect, test } from "vitest";
import { createLogBuffer, LINES_MAX } from "./log-buffer.ts";

const line = (nth: number): LogLine => ({
	kind: "line",
	cursor: `c${nth}`,
	service: "web",
	instance: 0,
	stream: "stdout",
	at: "2025-02-01T12:00:00.000Z",
	text: `line ${nth}`,
	truncated: false,
});
const lines = (from: number, count: number) => Array.from({ length: count }, (_, i) => line(from + i));

test("however many lines come, only the newest are kept and all are counted", () => {
	const buffer = createLogBuffer();
	for (let from = 0; from < 4 * LINES_MAX; from += 500) buffer.add(lines(from, 500));
	const rows = buffer.rows();
	expect(rows).toHaveLength(LINES_MAX);
	expect(rows[0]?.text).toBe(`line ${3 * LINES_MAX}`);
	expect(rows.at(-1)?.text).toBe(`line ${4 * LINES_MAX - 1}`);
	expect(buffer.total()).toBe(4 * LINES_MAX);
});

test("what a resumed stream repeats is held once", () => {
	const buffer = createLogBuffer();
	buffer.add(lines(0, 5));
	expect(buffer.add(lines(3, 4))).toBe(2);
	expect(buffer.rows().map(({ text }) => text)).toEqual([0, 1, 2, 3, 4, 5, 6].map((nth) => `line ${nth}`));
});

test("a gap and a restart stand among the lines where they happened", () => {
	const buffer = createLogBuffer();
	const notices: LogMessage[] = [
		{ kind: "gap", cursor: "c1", skipped: 214, service: "web", instance: 0 },
		{ kind: "instance", cursor: "c1", service: "web", instance: 0, what: "ended", at: "2025-02-01T12:00:00.000Z" },
	];
	buffer.add([line(1), ...notices, line(2)]);
	expect(buffer.rows().map(({ message }) => message.kind)).toEqual(["line", "gap", "instance", "line"]);
});

test("a line is searched by what it shows, not by its colours", () => {
	const buffer = createLogBuffer();
	buffer.add([{ ...line(1), text: "\u001b[31mERROR\u001b[0m no route" }]);
	expect(buffer.rows()[0]).toMatchObject({ text: "ERROR no route", level: "error" });
});
