// @vitest-environment node
import { expect, test } from "vitest";
import { forEachFew } from "./for-each.ts";

test("each is done once, no more than a few at a time, and what fails is told and stops nothing", async () => {
	const done: number[] = [];
	const told: number[] = [];
	let running = 0;
	let most = 0;
	const failed = await forEachFew(
		[1, 2, 3, 4, 5, 6, 7],
		3,
		async (one) => {
			most = Math.max(most, ++running);
			await Promise.resolve();
			running--;
			if (one % 3 === 0) throw new Error(`not ${one}`);
			done.push(one);
		},
		(count) => told.push(count),
	);
	expect(new Set(done)).toEqual(new Set([1, 2, 4, 5, 7]));
	expect(new Set(failed.map(({ one }) => one))).toEqual(new Set([3, 6]));
	expect(most).toBe(3);
	expect(told).toEqual([1, 2, 3, 4, 5, 6, 7]);
	expect(
		await forEachFew(
			[],
			3,
			() => Promise.reject(new Error("never")),
			() => undefined,
		),
	).toEqual([]);
});
