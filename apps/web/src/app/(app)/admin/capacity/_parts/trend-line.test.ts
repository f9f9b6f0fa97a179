import { expect, it } from "vitest";
import { trendLine } from "./trend-line.ts";

const range = { from: "2026-01-01T00:00:00Z", to: "2026-01-01T04:00:00Z", spanMs: 3_600_000 };
const at = (hour: number) => `2026-01-01T0${hour}:00:00Z`;

it("draws each span level, joins those that follow each other, and breaks where one is missing or unknown", () => {
	expect(
		trendLine(
			[
				{ at: at(0), value: 0 },
				{ at: at(1), value: 10 },
				{ at: at(3), value: 5 },
			],
			range,
			10,
		),
	).toBe("M0.0 56.0L60.0 56.0L60.0 1.0L120.0 1.0M180.0 28.5L240.0 28.5");
	expect(trendLine([{ at: at(0), value: null }], range, 10)).toBe("");
	expect(trendLine([{ at: at(0), value: 0 }], range, 0)).toBe("M0.0 56.0L60.0 56.0");
});
