// @vitest-environment node
import { leaseStates } from "@berth/core";
import { expect, test } from "vitest";
import { leaseSummary } from "@/data/example-lease.ts";
import { countOf, filterLeases, stateFilters, toStateFilter } from "./state-filter.ts";

test("every state but closed is counted in exactly one group", () => {
	const counted = stateFilters.flatMap(({ states }) => [...states]).toSorted();
	expect(counted).toEqual(leaseStates.filter((state) => state !== "closed").toSorted());
});

test("a group counts and shows the same leases", () => {
	const leases = leaseStates.map((state) => leaseSummary({ id: state, state }));
	const counts = Object.fromEntries(leaseStates.map((state) => [state, 1]));
	for (const { key } of stateFilters) expect(filterLeases(leases, key)).toHaveLength(countOf(counts, key));
	expect(filterLeases(leases, null)).toBe(leases);
});

test("an address with an unknown group shows all", () => {
	expect(toStateFilter("failed")).toBe("failed");
	expect(toStateFilter("constructor")).toBeNull();
	expect(toStateFilter(null)).toBeNull();
});
