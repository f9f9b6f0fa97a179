import { expect, test } from "vitest";
import { judgeHostPorts, readRange } from "./preflight-host-ports.ts";

const range = { first: 30_000, last: 30_999 };

test("a range that nobody else has is well, and one of which the kernel gives out is not, at either end", () => {
	const kernel = readRange("32768\t60999\n");
	expect(kernel).toEqual({ first: 32_768, last: 60_999 });
	expect(judgeHostPorts(range, kernel, [])).toMatchObject({ severity: "ok", seen: "30000-30999 are free or have leases" });
	expect(judgeHostPorts({ first: 30_000, last: 32_768 }, kernel, []).severity).toBe("warning");
	expect(judgeHostPorts({ first: 60_999, last: 61_000 }, kernel, []).severity).toBe("warning");
	expect(judgeHostPorts({ first: 61_000, last: 61_100 }, kernel, []).severity).toBe("ok");
	expect(readRange("")).toBeNull();
});

test("who holds ports of it is named, and of many only the first few", () => {
	expect(judgeHostPorts(range, null, [[30_001, "the process nginx 7"]])).toMatchObject({
		severity: "warning",
		seen: "30001 is held by the process nginx 7",
	});
	const many = Array.from({ length: 9 }, (_, i) => [30_000 + i, "the container x"] as const);
	expect(judgeHostPorts(range, null, many).seen.split("; ")).toHaveLength(6);
	expect(judgeHostPorts(range, null, many).seen).toContain("4 more are held");
});
