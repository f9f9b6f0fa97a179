import { expect, test } from "vitest";
import { planCollection, type SeenImage } from "./plan-collection.ts";

const at = (second: number) => new Date(second * 1_000).toISOString();
const seen = (ref: string, sizeBytes: number, changes: Partial<SeenImage> = {}): SeenImage => ({
	ref,
	image: { id: ref, sizeBytes },
	isUsed: false,
	...changes,
});
const fatesOf = (fates: ReturnType<typeof planCollection>) => Object.fromEntries(fates.map(({ ref, fate }) => [ref, fate]));

test("the longest unused go first, until those that stay are within the bound", () => {
	const candidates = ["c", "a", "b"].map((ref) => ({ ref, lastUsedAt: at(ref.charCodeAt(0)) }));
	const images = ["a", "b", "c"].map((ref) => seen(ref, 10));
	expect(fatesOf(planCollection({ candidates, keepBytes: 15 }, images, 1e9))).toEqual({ a: "would-remove", b: "would-remove", c: "kept" });
	expect(fatesOf(planCollection({ candidates }, images, 1e9))).toEqual({ a: "would-remove", b: "would-remove", c: "would-remove" });
});

test("what is in use, too young or gone stays out of it", () => {
	const candidates = ["used", "young", "none", "old"].map((ref) => ({ ref, lastUsedAt: at(ref === "young" ? 95 : 1) }));
	const images = [seen("used", 5, { isUsed: true }), seen("young", 5), { ref: "none", image: null, isUsed: false }, seen("old", 5)];
	const plan = planCollection({ candidates, minAgeMs: 10_000 }, images, 100_000);
	expect(fatesOf(plan)).toEqual({ used: "in-use", young: "too-young", none: "gone", old: "would-remove" });
});

test("two names of one image hold its size once, and until both are gone", () => {
	const candidates = ["one", "two", "other"].map((ref, i) => ({ ref, lastUsedAt: at(i) }));
	const shared = { image: { id: "same", sizeBytes: 10 } };
	const images = [seen("one", 0, shared), seen("two", 0, shared), seen("other", 10)];
	const plan = planCollection({ candidates, keepBytes: 10 }, images, 1e9);
	expect(fatesOf(plan)).toEqual({ one: "would-remove", two: "would-remove", other: "kept" });
});
