// @vitest-environment node
import { expect, test } from "vitest";
import { formatAge, formatClock, formatRelative, formatTook } from "./time.ts";

test("an age is told in its largest unit and is never negative", () => {
	expect([-5, 900, 12_000, 59_999, 60_000, 7_200_000, 36 * 3_600_000, 3 * 86_400_000].map(formatAge)).toEqual([
		"0 s",
		"0 s",
		"12 s",
		"59 s",
		"1 min",
		"2 h",
		"36 h",
		"3 d",
	]);
});

test("a short step is told finer than a long one", () => {
	expect([4, 120, 2_140, 80_000, 3_900_000].map(formatTook)).toEqual(["4 ms", "0.1 s", "2.1 s", "1 min 20 s", "1 h 5 min"]);
});

test("a running clock counts minutes and seconds, and hours when there are any", () => {
	expect([0, 9_400, 662_000, 3_840_000].map(formatClock)).toEqual(["0:00", "0:09", "11:02", "1:04:00"]);
});

test("a moment is told from now in both directions", () => {
	const now = Date.parse("2025-02-01T12:00:00.000Z");
	expect(formatRelative("2025-02-01T11:59:59.500Z", now)).toBe("just now");
	expect(formatRelative("2025-02-01T11:57:00.000Z", now)).toBe("3 min ago");
	expect(formatRelative("2025-02-01T12:00:12.000Z", now)).toBe("in 12 s");
});
