import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { mergeByTime } from "./merge-by-time.ts";
import { createLiveMerge } from "./merge-live.ts";

async function* lines(...times: string[]) {
	for (const at of times) yield { at };
}
const at = (fraction: string) => `2026-01-01T00:00:00${fraction}Z`;

it("logs are merged in order of time, whatever the length of their fractions", async () => {
	const merged: string[] = [];
	const sources = [lines(at(".1"), at(".3"), at(".300000001")), lines(at(""), at(".2"), at(".3000")), lines()];
	for await (const line of mergeByTime(sources)) merged.push(line.at);
	expect(merged).toEqual([at(""), at(".1"), at(".2"), at(".3"), at(".3000"), at(".300000001")]);
});

describe("a live merge", () => {
	it("hands on what arrives, takes new sources on the way, and asks no source for more than one item ahead", async () => {
		let pulled = 0;
		async function* endless() {
			for (;;) yield ++pulled;
		}
		const live = createLiveMerge<number | string>();
		live.add(endless());
		expect([await live.next(), await live.next()]).toEqual([1, 2]);
		expect(pulled).toBeLessThanOrEqual(3);
		async function* words() {
			yield "a";
		}
		live.add(words());
		const next = new Set([await live.next(), await live.next()]);
		expect(next).toContain("a");
		await live.close();
	});

	it("returns from waiting when it is woken, and throws what a source throws", async () => {
		const live = createLiveMerge<number>();
		const waiting = live.next();
		live.wake();
		expect(await waiting).toBeNull();
		live.add({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error("planned")) }) });
		await expect(live.next()).rejects.toThrow("planned");
	});
});

it("a cursor comes back as it was, and a foreign one is refused", () => {
	const positions = new Map([["web-0@3", { at: at(".5"), ordinal: 2 }]]);
	expect(decodeCursor(encodeCursor(positions))).toEqual(positions);
	for (const foreign of [
		"",
		"???",
		Buffer.from('{"a":1}').toString("base64url"),
		Buffer.from("[[1,2,3]]").toString("base64url"),
		"x".repeat(100_000),
	])
		expect(() => decodeCursor(foreign)).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
});
