import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "./duration.ts";
import { durationSchema } from "./duration-schema.ts";

test.each([
	["500ms", 500],
	["30s", 30_000],
	["1m30s", 90_000],
	["1.5h", 5_400_000],
	["14d", 1_209_600_000],
])("%s is read as %i ms", (text, ms) => {
	expect(parseDuration(text)).toBe(ms);
});

test.each(["", "30", "s", "-5s", "30 s", "1y", "1e3s", "5s;"])("%j is refused", (text) => {
	expect(parseDuration(text)).toBeNull();
	expect(durationSchema.safeParse(text).success).toBe(false);
});

test("what is written can be read again", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 10 ** 10 }), (ms) => {
			expect(parseDuration(formatDuration(ms))).toBe(ms);
		}),
	);
});
