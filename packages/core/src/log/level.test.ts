import { expect, test } from "vitest";
import { createLevelReader, levelOf } from "./level.ts";

test.each([
	['{"level":50,"msg":"no route"}', "error"],
	['{"severity":"WARNING","message":"slow"}', "warn"],
	["ts=2025-02-01 level=debug msg=hello", "debug"],
	["2025-02-01 12:00:00 ERROR could not bind", "error"],
	["[warn] worker 3 is late", "warn"],
	["error: no such file", "error"],
	["2025-02-01T12:00:00Z INF listening", "info"],
])("%s says %s", (text, level) => {
	expect(levelOf(text)).toBe(level);
});

test.each(["GET /errors 200", "no error was found in the information", "level playing field", ""])(
	"%s says nothing of its level",
	(text) => {
		expect(levelOf(text)).toBeNull();
	},
);

test("the rest of a stack has the level of its first line, and the next line that says none has none", () => {
	const read = createLevelReader();
	const lines = ["ERROR no route", "    at resolve (net.js:1)", "Caused by: timeout", "... 3 more", "ready", "  indented", "INFO up"];
	expect(lines.map(read)).toEqual(["error", "error", "error", "error", null, null, "info"]);
});
