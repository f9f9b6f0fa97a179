import { describe, expect, test } from "vitest";
import { accessScopes, isCovered, scopesOfRole } from "./access.ts";

describe("access", () => {
	test("a scope covers itself and what it cannot do without, and nothing that is more", () => {
		for (const scope of accessScopes) expect(isCovered([scope], scope)).toBe(true);
		expect(isCovered(["write"], "deploy")).toBe(true);
		expect(isCovered(["deploy"], "read")).toBe(true);
		expect(isCovered(["deploy"], "write")).toBe(false);
		expect(isCovered(["write", "exec"], "read:sensitive")).toBe(false);
		expect(isCovered(["read:sensitive", "write", "exec"], "admin:read")).toBe(false);
		expect(isCovered(["admin:write"], "read")).toBe(false);
		expect(isCovered([], "read")).toBe(false);
	});

	test("a viewer reads and does nothing else", () => {
		expect(accessScopes.filter((scope) => isCovered(scopesOfRole.viewer, scope))).toEqual(["read"]);
	});
});
