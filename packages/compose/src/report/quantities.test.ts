import { expect, test } from "vitest";
import { formatBytes, parseBytes, parseSpan } from "./quantities.ts";

test.each([
	["512", 512],
	["512b", 512],
	["64k", 65_536],
	["64kb", 65_536],
	["1.5g", 1_610_612_736],
	["2GB", 2_147_483_648],
	["2GiB", 2_147_483_648],
	["0", 0],
	["-1", null],
	["1x", null],
	["", null],
	["9999999999t", null],
])("%s are %s bytes", (text, bytes) => {
	expect(parseBytes(text)).toBe(bytes);
});

test.each([
	["1m30s", 90_000],
	["1s500ms", 1_500],
	["500us", 0.5],
	["1.5h", 5_400_000],
	["2d", 172_800_000],
	["0", 0],
	["30", null],
	["1x", null],
	["", null],
])("%s are %s ms", (text, ms) => {
	expect(parseSpan(text)).toBe(ms);
});

test("bytes are written for people", () => {
	expect([512, 65_536, 1_610_612_736].map(formatBytes)).toEqual(["512 B", "64 KiB", "1.5 GiB"]);
});
