// @vitest-environment node
import { expect, test } from "vitest";
import { formatBytes, formatBytesOf, formatCpu } from "./bytes.ts";

test("byte counts are in binary units with three significant digits", () => {
	expect([0, 1, 1023, 1024, 1536, 512 * 1024 ** 2, 10.54 * 1024 ** 3, 4 * 1024 ** 4].map(formatBytes)).toEqual([
		"0 B",
		"1 B",
		"1023 B",
		"1 KiB",
		"1.5 KiB",
		"512 MiB",
		"10.5 GiB",
		"4 TiB",
	]);
});

test("a part is told in the unit of its whole", () => {
	expect(formatBytesOf(310 * 1024 ** 2, 512 * 1024 ** 2)).toBe("310 of 512 MiB");
	expect(formatBytesOf(300 * 1024 ** 2, 4 * 1024 ** 3)).toBe("0.29 of 4 GiB");
});

test("processors are counted in whole ones, not in thousandths", () => {
	expect([100, 500, 1000, 2250].map(formatCpu)).toEqual(["0.1 CPU", "0.5 CPU", "1 CPU", "2.25 CPU"]);
});
