import fc from "fast-check";
import { expect, test } from "vitest";
import { readNdjson } from "./ndjson.ts";

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
	let at = 0;
	for (const size of sizes) {
		yield bytes.subarray(at, at + size);
		at += size;
	}
	yield bytes.subarray(at);
}
const collect = async (stream: AsyncIterable<Buffer>) => {
	const values: unknown[] = [];
	for await (const value of readNdjson(stream)) values.push(value);
	return values;
};

test("values come out the same however the stream is cut", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.record({ text: fc.string({ unit: "grapheme" }), n: fc.integer() })),
			fc.array(fc.nat(20)),
			fc.constantFrom("\n", "\r\n"),
			async (values, sizes, end) => {
				const bytes = Buffer.from(values.map((value) => JSON.stringify(value) + end).join(""));
				expect(await collect(inPieces(bytes, sizes))).toEqual(values);
			},
		),
		{ numRuns: 60 },
	);
});

test("a last line without its end still counts, and a line that is no JSON is an error", async () => {
	expect(await collect(inPieces(Buffer.from('{"a":1}\n\n{"b":2}'), [3]))).toEqual([{ a: 1 }, { b: 2 }]);
	await expect(collect(inPieces(Buffer.from("<html>\n"), []))).rejects.toThrow("JSON");
});
