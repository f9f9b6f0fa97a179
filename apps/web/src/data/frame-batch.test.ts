import { expect, test, vi } from "vitest";
import { createFrameBatch } from "./frame-batch.ts";

const collect = (everyMs?: number) => {
	const groups: (readonly number[])[] = [];
	return { groups, batch: createFrameBatch<number>((items) => groups.push(items), everyMs) };
};

test("a flood is handed over in a few groups, whole and in order", async () => {
	const { groups, batch } = collect(20);
	for (let nth = 0; nth < 5_000; nth++) {
		batch.add(nth);
		if (nth % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
	}
	await vi.waitFor(() => expect(groups.flat()).toHaveLength(5_000), { timeout: 5_000 });
	expect(groups.flat().every((item, index) => item === index)).toBe(true);
	expect(groups.length).toBeLessThan(100);
});

test("what was dropped is not handed over later", async () => {
	const { groups, batch } = collect();
	batch.add(1);
	batch.drop();
	batch.add(2);
	await vi.waitFor(() => expect(groups).toEqual([[2]]), { timeout: 5_000 });
});
