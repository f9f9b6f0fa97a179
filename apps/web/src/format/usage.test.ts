import { expect, test } from "vitest";
import { formatAmount, formatByteHours, formatCpuTime } from "./usage.ts";

test("what was used is told in the unit it is large in, and what is not known is said to be", () => {
	expect([formatCpuTime("0"), formatCpuTime("42000"), formatCpuTime("210000"), formatCpuTime("44640000")]).toEqual([
		"0 s",
		"42 s",
		"3.5 min",
		"12.4 h",
	]);
	expect(formatByteHours(String(1.5 * 2 ** 30 * 3_600))).toBe("1.5 GiB h");
	expect(formatByteHours("18446744073709551616")).toBe("4.55 PiB h");
	expect([formatByteHours(null), formatAmount(null), formatAmount("1024")]).toEqual(["not known", "not known", "1 KiB"]);
});
