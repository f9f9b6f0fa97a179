import { expect, test } from "vitest";
import { outlineOf, toGrid } from "./to-grid.ts";

test("what was not measured is a gap in the line, whichever side of it is there", () => {
	const points = [
		{ at: "2026-01-02T10:01:00.000Z", value: 1 },
		{ at: "2026-01-02T10:03:00.000Z", value: 3 },
		{ at: "2026-01-02T10:04:00.000Z", value: null },
	];
	const range = { from: "2026-01-02T10:00:30.000Z", to: "2026-01-02T10:06:00.000Z", stepMs: 60_000 };
	const { seconds, lines } = toGrid(points, range, [({ value }) => value]);
	expect(lines).toEqual([[1, null, 3, null, null]]);
	expect(seconds.map((second) => new Date(second * 1_000).toISOString().slice(14, 16))).toEqual(["01", "02", "03", "04", "05"]);
	expect(outlineOf(lines[0] ?? [])).toEqual({ last: 3, max: 3, mean: 2 });
	expect(outlineOf([null])).toBeNull();
});
