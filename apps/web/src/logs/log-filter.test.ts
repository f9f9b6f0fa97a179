// @vitest-environment node
import type { LogMessage } from "@berth/core";
import { expect, test } from "vitest";
import { createLogBuffer } from "./log-buffer.ts";
import { filterRows, findMatches, type LogFilter, toLogText } from "./log-filter.ts";

const at = "2025-02-01T12:00:00.000Z";
const line = (cursor: string, service: string, stream: "stdout" | "stderr", text: string): LogMessage => ({
	kind: "line",
	cursor,
	service,
	instance: 0,
	stream,
	at,
	text,
	truncated: false,
});
const buffer = createLogBuffer();
buffer.add([
	line("1", "web", "stdout", "Listening on 8080"),
	{ kind: "gap", cursor: "2", skipped: 12, service: "web", instance: 0 },
	line("3", "db", "stderr", "listening elsewhere"),
	{ kind: "instance", cursor: "4", service: "db", instance: 0, what: "ended", at },
	line("5", "db", "stdout", "bye"),
]);
const all: LogFilter = { services: new Set(), stream: "both", search: "", onlyMatches: false };
const shown = (filter: Partial<LogFilter>) => filterRows(buffer.rows(), { ...all, ...filter }).map(({ message }) => message.cursor);

test("a filter narrows lines and notices, and never hides a gap", () => {
	expect(shown({ services: new Set(["web"]) })).toEqual(["1", "2"]);
	expect(shown({ stream: "stderr" })).toEqual(["2", "3", "4"]);
	expect(shown({ search: "LISTENING", onlyMatches: true })).toEqual(["1", "2", "3"]);
	expect(shown({ search: "listening" })).toHaveLength(5);
});

test("matches are found whatever their case", () => {
	expect(findMatches(buffer.rows(), "LIST")).toEqual([0, 2]);
	expect(findMatches(buffer.rows(), "")).toEqual([]);
});

test("a download says who wrote each line and where lines are missing", () => {
	expect(toLogText(buffer.rows()).split("\n").slice(0, 3)).toEqual([
		`${at} web-0 stdout Listening on 8080`,
		"--- 12 lines skipped ---",
		`${at} db-0 stderr listening elsewhere`,
	]);
});
