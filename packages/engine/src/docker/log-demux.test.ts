import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLogDemux, type RawLine } from "./log-demux.ts";

const at = (nano: number) => `2030-01-01T00:00:00.${String(nano).padStart(9, "0")}Z`;

function frame(kind: number, body: string | Buffer): Buffer {
	const bytes = Buffer.from(body);
	const header = Buffer.from([kind, 0, 0, 0, 0, 0, 0, 0]);
	header.writeUInt32BE(bytes.length, 4);
	return Buffer.concat([header, bytes]);
}
const entry = (kind: number, nano: number, text: string | Buffer) =>
	frame(kind, Buffer.concat([Buffer.from(`${at(nano)} `), Buffer.from(text)]));

function read(bytes: Buffer, sizes: readonly number[] = [], lineBytesMax = 1_000): RawLine[] {
	const demux = createLogDemux(lineBytesMax);
	const lines: RawLine[] = [];
	let from = 0;
	for (const size of [...sizes, bytes.length]) {
		lines.push(...demux.push(bytes.subarray(from, from + size)));
		from += size;
	}
	return [...lines, ...demux.flush()];
}

describe("log demultiplexer", () => {
	test("gives the same lines however the stream is cut", () => {
		const printed = fc.record({
			kind: fc.constantFrom(1, 2),
			text: fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !/[\r\n]/.test(text)),
		});
		fc.assert(
			fc.property(fc.array(printed, { maxLength: 12 }), fc.array(fc.nat(30)), (entries, sizes) => {
				const bytes = Buffer.concat(entries.map(({ kind, text }, index) => entry(kind, index, `${text}\n`)));
				expect(read(bytes, sizes).map(({ stream, at: stamp, text }) => [stream, stamp, text])).toEqual(
					entries.map(({ kind, text }, index) => [kind === 2 ? "stderr" : "stdout", at(index), text]),
				);
			}),
		);
	});

	test("puts a line together whose pieces lie between those of the other stream, also in the middle of a character", () => {
		const text = Buffer.from("grüße\n");
		const bytes = Buffer.concat([entry(1, 1, text.subarray(0, 3)), entry(2, 2, "other\n"), entry(1, 3, text.subarray(3))]);
		expect(read(bytes)).toEqual([
			{ stream: "stderr", at: at(2), endAt: at(2), text: "other", truncated: false },
			{ stream: "stdout", at: at(1), endAt: at(3), text: "grüße", truncated: false },
		]);
	});

	test("cuts a line at the bound, says so, and goes on with the next line", () => {
		const bytes = Buffer.concat([entry(1, 1, "x".repeat(90)), entry(1, 1, `${"x".repeat(90)}\n`), entry(1, 2, "next\n")]);
		expect(read(bytes, [40, 70], 100).map(({ text, truncated }) => [text.length, truncated])).toEqual([
			[100, true],
			[4, false],
		]);
	});

	test("keeps a line of exactly the bound whole", () => {
		expect(read(entry(1, 1, `${"x".repeat(100)}\n`), [], 100)).toMatchObject([{ truncated: false }]);
	});

	test("leaves no half of a character where it cuts", () => {
		expect(read(entry(1, 1, "aaaü\n"), [], 4)).toMatchObject([{ text: "aaa", truncated: true }]);
	});

	test("gives of a line that a CR began anew the text that is seen last", () => {
		const bytes = Buffer.concat([entry(1, 1, "10%\r20%\r\n"), entry(1, 2, "plain\r\n"), entry(1, 3, "\r\r\n"), entry(1, 4, "\rlast\n")]);
		expect(read(bytes).map(({ text }) => text)).toEqual(["20%", "plain", "", "last"]);
	});

	test("keeps empty lines, and a last line without its end", () => {
		expect(read(Buffer.concat([entry(1, 1, "\n"), entry(1, 2, "end")])).map(({ text }) => text)).toEqual(["", "end"]);
	});

	test("gives two lines of one frame the same stamp", () => {
		expect(read(entry(1, 7, "a\nb\nc")).map(({ at: stamp, text }) => [stamp, text])).toEqual([
			[at(7), "a"],
			[at(7), "b"],
			[at(7), "c"],
		]);
	});

	test("refuses what is no multiplexed stream", () => {
		expect(() => read(Buffer.from("plain text of a terminal\n"))).toThrow("malformed");
		expect(() => read(frame(1, "x".repeat(100)))).toThrow("without a stamp");
	});
});
