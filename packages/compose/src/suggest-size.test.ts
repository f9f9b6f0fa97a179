import { expect, test } from "vitest";
import { suggestSize } from "./suggest-size.ts";

const size = (name: string, cpuMillis: number, memoryBytes: number, diskBytes: number) => ({ name, cpuMillis, memoryBytes, diskBytes });
const sizes = [size("large", 2_000, 4_096, 100), size("bare", 500, 512, 0), size("small", 500, 512, 10), size("medium", 1_000, 1_024, 50)];

test.each([
	[{ cpuMillis: null, memoryBytes: null, disk: false }, "bare"],
	[{ cpuMillis: null, memoryBytes: null, disk: true }, "small"],
	[{ cpuMillis: 501, memoryBytes: null, disk: false }, "medium"],
	[{ cpuMillis: null, memoryBytes: 1_025, disk: true }, "large"],
	[{ cpuMillis: 3_000, memoryBytes: null, disk: false }, null],
])("of the sizes that have %j the smallest is suggested: %s", (wish, expected) => {
	expect(suggestSize(wish, sizes)).toBe(expected);
});
