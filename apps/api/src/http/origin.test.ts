import { expect, test } from "vitest";
import { canonicalUrl, isOwnOrigin } from "./origin.ts";

test("only a page of the public origin may act, and a program without an origin", () => {
	expect(isOwnOrigin("https://berth.example.org", "https://berth.example.org")).toBe(true);
	expect(isOwnOrigin(undefined, "https://berth.example.org")).toBe(true);
	for (const origin of ["http://berth.example.org", "https://berth.example.org:8443", "https://evil.example", "null", ""])
		expect(isOwnOrigin(origin, "https://berth.example.org")).toBe(false);
});

test("the other spelling of this machine is sent to the public one, and nothing else is", () => {
	expect(canonicalUrl("127.0.0.1:4280", "/leases?a=1", "http://localhost:4280")).toBe("http://localhost:4280/leases?a=1");
	expect(canonicalUrl("localhost:4280", "/", "http://localhost:4280")).toBeNull();
	expect(canonicalUrl("127.0.0.1:9", "/", "http://localhost:4280")).toBeNull();
	expect(canonicalUrl("127.0.0.1:4280", "/", "https://berth.example.org")).toBeNull();
	expect(canonicalUrl("[::bad", "/", "http://localhost:4280")).toBeNull();
});
