import { expect, test } from "vitest";
import { createShares, WORKERS } from "./shares.ts";

test("one owner gets three workers, four owners two at most, and the last ones are for who has none", () => {
	const shares = createShares();
	const enter = (owner: string) => shares.enter(owner) !== null;
	expect(["a", "a", "a", "a"].map(enter)).toEqual([true, true, true, false]);
	expect(shares.full()).toEqual(["a"]);
	const leave = shares.enter("b");
	expect(leave).not.toBeNull();
	// Four are left: nobody who has one gets another.
	expect(enter("b")).toBe(false);
	expect(shares.full().toSorted()).toEqual(["a", "b"]);
	expect(["c", "d", "e", "f"].map(enter)).toEqual([true, true, true, true]);
	leave?.();
	expect(shares.full()).not.toContain("b");
	expect(enter("a")).toBe(false);
	expect(enter("b")).toBe(true);
});

test("an owner who leaves gets as many again, however often", () => {
	const shares = createShares();
	for (let nth = 0; nth < 5 * WORKERS; nth += 1) shares.enter("a")?.();
	expect([1, 2, 3, 4].map(() => shares.enter("a") !== null)).toEqual([true, true, true, false]);
});
