import { isAppError } from "@berth/core";
import { expect, it } from "vitest";
import { areWithin, isWithin, normalRange } from "./address-range.ts";

it("spells a range in one way", () => {
	const spelled = (text: string) => normalRange(text);
	expect(spelled("10.1.2.3/8")).toBe("10.0.0.0/8");
	expect(spelled("203.0.113.7")).toBe("203.0.113.7/32");
	expect(spelled("::ffff:10.1.2.3/104")).toBe("10.0.0.0/8");
	expect(spelled("2001:DB8:0::1/32")).toBe("2001:db8::/32");
	expect(spelled("0.0.0.0/0")).toBe("0.0.0.0/0");
});

it("refuses what is none, and spellings that only some programs know", () => {
	for (const text of [
		"",
		"10.0.0",
		"010.0.0.1",
		"0x0a.0.0.1",
		"167772161",
		"10.0.0.0/33",
		"10.0.0.0/8/8",
		"::1/129",
		"10.0.0.0/-1",
		"fe80::1%eth0",
		"host",
	])
		expect(() => normalRange(text)).toThrow(expect.toSatisfy((error: unknown) => isAppError(error, "BAD_INPUT")));
});

it("knows who is in a range, also by the spelling that sockets for both kinds give", () => {
	const ranges = ["203.0.113.0/24", "2001:db8::/32"];
	for (const address of ["203.0.113.9", "::ffff:203.0.113.9", "2001:db8::1"]) expect(isWithin(address, ranges)).toBe(true);
	for (const address of ["203.0.114.1", "::ffff:203.0.114.1", "2001:db9::1", "", "unknown"]) expect(isWithin(address, ranges)).toBe(false);
	// IPv4 is not in all of IPv6, nor the other way about.
	expect(isWithin("203.0.113.9", ["::/0"])).toBe(false);
	expect(isWithin("2001:db8::1", ["0.0.0.0/0"])).toBe(false);
});

it("knows which ranges lie in others", () => {
	expect(areWithin(["10.1.0.0/16", "10.2.3.4/32"], ["10.0.0.0/8"])).toBe(true);
	expect(areWithin(["10.0.0.0/7"], ["10.0.0.0/8"])).toBe(false);
	expect(areWithin(["10.0.0.0/16", "11.0.0.0/16"], ["10.0.0.0/8"])).toBe(false);
	expect(areWithin(["::/0"], ["0.0.0.0/0"])).toBe(false);
});
