import { expect, it } from "vitest";
import { inWholeLeases } from "./whole-leases.ts";

it("puts all of a lease into one batch, in the order of leases, and leaves out what is of none", () => {
	const spelled = ["b1", "a1", "c1", "-1", "b2", "d1", "b3", "a2"];
	const leaseOf = (text: string) => (text.startsWith("-") ? null : text.slice(0, 1));
	expect([...inWholeLeases(spelled, leaseOf, 2)]).toEqual([
		["a1", "a2"],
		["b1", "b2", "b3"],
		["c1", "d1"],
	]);
	expect([...inWholeLeases(spelled, leaseOf, 3)]).toEqual([
		["a1", "a2", "b1", "b2", "b3"],
		["c1", "d1"],
	]);
	expect([...inWholeLeases([], leaseOf, 2)]).toEqual([]);
});
