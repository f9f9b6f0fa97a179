// @vitest-environment node
import type { LogMessage } from "@berth/core";
import { expect, test } from "vitest";
import { createLogBuffer } from "./log-buffer.ts";
import { compileFilter, filterRows, findMatches, type LogFilter, noFilter, toStamp } from "./log-filter.ts";
import { toLogText } from "./log-text.ts";
import { readAddress, writeAddress } from "./log-url.ts";

const at = "2025-02-01T12:00:00.000Z";
const nowMs = Date.parse(at);
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
	line("1", "web", "stdout", "INFO Listening on 8080"),
	{ kind: "gap", cursor: "2", skipped: 12, service: "web", instance: 0 },
	line("3", "db", "stderr", "ERROR listening elsewhere"),
	{ kind: "instance", cursor: "4", service: "db", instance: 0, what: "ended", at },
	line("5", "db", "stdout", "bye"),
]);
const compile = (filter: Partial<LogFilter>) => compileFilter({ ...noFilter, ...filter }, nowMs);
const shown = (filter: Partial<LogFilter>) => filterRows(buffer.rows(), compile(filter)).map(({ message }) => message.cursor);

test("a filter narrows lines and notices, and never hides a gap", () => {
	expect(shown({ services: new Set(["web"]) })).toEqual(["1", "2"]);
	expect(shown({ stream: "stderr" })).toEqual(["2", "3", "4"]);
	expect(shown({ levels: new Set(["error", "unknown"]) })).toEqual(["2", "3", "4", "5"]);
	expect(shown({ since: "5m" })).toHaveLength(5);
	expect(shown({ until: "2025-02-01T11:59:59Z" })).toEqual(["2", "4"]);
	expect(shown({ search: "LISTENING", onlyMatches: true })).toEqual(["1", "2", "3"]);
	expect(shown({ search: "listening", isInverted: true, onlyMatches: true })).toEqual(["2", "5"]);
	expect(shown({ search: "listening" })).toHaveLength(5);
});

test("matches are found whatever their case, by text and by pattern; a pattern that is none finds nothing and hides nothing", () => {
	const found = (filter: Partial<LogFilter>) => findMatches(buffer.rows(), compile(filter));
	expect(found({ search: "LIST" })).toEqual([0, 2]);
	expect(found({ search: "" })).toEqual([]);
	expect(found({ search: "^(info|error) ", isRegex: true })).toEqual([0, 2]);
	expect(found({ search: "8.80" })).toEqual([]);
	expect(compile({ search: "(", isRegex: true })).toMatchObject({ isBroken: true, isSearching: false });
	expect(shown({ search: "(", isRegex: true, onlyMatches: true })).toHaveLength(5);
});

test("the address gives back the filter it was written of, and takes nonsense for no filter", () => {
	const filter: LogFilter = {
		services: new Set(["web", "db"]),
		instance: 1,
		stream: "stderr",
		levels: new Set(["warn", "unknown"]),
		since: "15m",
		until: at,
		search: "a&b=ü",
		isRegex: true,
		isInverted: true,
		onlyMatches: true,
	};
	const written = writeAddress(new URLSearchParams("other=kept"), { filter, pinned: ["path"], at: "cursor" });
	expect(readAddress(new URLSearchParams(written.toString()))).toEqual({ filter, pinned: ["path"], at: "cursor" });
	expect(written.get("other")).toBe("kept");
	expect(writeAddress(written, { filter: noFilter, pinned: [], at: null }).toString()).toBe("other=kept");
	expect(readAddress(new URLSearchParams("stream=x&level=loud&instance=-1&regex=yes")).filter).toEqual(noFilter);
});

test("the ends of a time are spans back from now or moments", () => {
	expect(toStamp("15m", nowMs)).toBe("2025-02-01T11:45:00.000Z");
	expect(toStamp("24h", nowMs)).toBe("2025-01-31T12:00:00.000Z");
	expect(toStamp("2025-02-01T10:00", nowMs)).not.toBeNull();
	expect(toStamp("yesterday", nowMs)).toBeNull();
});

test("a copy says who wrote each line and where lines are missing", () => {
	expect(toLogText(buffer.rows()).split("\n").slice(0, 3)).toEqual([
		`${at} web-0 stdout INFO Listening on 8080`,
		"--- 12 lines of web-0 skipped ---",
		`${at} db-0 stderr ERROR listening elsewhere`,
	]);
});
