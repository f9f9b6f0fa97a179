import { expect, test } from "vitest";
import { firstChoice, offersAt, type Place } from "./offers.ts";

const at = (role: Place["role"]): Place => ({ id: "t", name: "acme", role });

test("what is offered is what was asked for and what that has in it, and what the role lacks is not to be given", () => {
	expect(offersAt(at("owner"), ["write"])).toEqual([
		{ scope: "read", isHeld: true },
		{ scope: "deploy", isHeld: true },
		{ scope: "write", isHeld: true },
	]);
	expect(offersAt(at("viewer"), ["deploy"])).toEqual([
		{ scope: "read", isHeld: true },
		{ scope: "deploy", isHeld: false },
	]);
});

test("rights of admins are of no tenant, whoever gives them", () => {
	expect(offersAt(at("owner"), ["read", "admin:write"])).toEqual([{ scope: "read", isHeld: true }]);
	expect(offersAt(at(null), ["admin:write"]).map(({ scope }) => scope)).toEqual(["admin:read", "admin:write"]);
});

test("at first what was asked for is chosen, as far as one has it; where that is nothing, the most of what it has in it", () => {
	expect(firstChoice(at("member"), ["read:sensitive", "write", "exec"])).toEqual(["read:sensitive", "write", "exec"]);
	expect(firstChoice(at("viewer"), ["read", "write"])).toEqual(["read"]);
	expect(firstChoice(at("viewer"), ["write", "exec"])).toEqual(["read"]);
	expect(firstChoice(at("owner"), ["admin:write"])).toEqual([]);
});
