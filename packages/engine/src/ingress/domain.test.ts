import { expect, test } from "vitest";
import { domainFault } from "./domain.ts";

const long = `${"a".repeat(63)}.`.repeat(4);

test.each([
	["shop.example.org", null],
	["xn--bcher-kva.example", null],
	["a.1b", null],
	["apps.test", "reserved"],
	["x.apps.test", "reserved"],
	["notapps.test", null],
	["Shop.example.org", "malformed"],
	["localhost", "malformed"],
	["https://shop.example.org", "malformed"],
	["shop.example.org/path", "malformed"],
	["shop.example.org:443", "malformed"],
	["*.example.org", "malformed"],
	["shop.example.org.", "malformed"],
	[".example.org", "malformed"],
	["shop..org", "malformed"],
	["-a.example.org", "malformed"],
	["a-.example.org", "malformed"],
	["a_b.example.org", "malformed"],
	["10.0.0.1", "malformed"],
	["a.b`) || Host(`c.d", "malformed"],
	["a.b\n", "malformed"],
	[`${"a".repeat(64)}.org`, "malformed"],
	[`${long}org`, "malformed"],
	["", "malformed"],
] as const)("%j as a custom domain: %s", (domain, fault) => {
	expect(domainFault(domain, "apps.test")).toBe(fault);
});
