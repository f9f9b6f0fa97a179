import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CountedLine, LogPosition } from "./log-position.ts";

const at = (nano: number) => `2030-01-01T00:00:00.${String(nano).padStart(9, "0")}Z`;

/** A log in the order it was written; stamps grow within a stream, and equal ones are counted. */
const anyLog = fc
	.array(fc.record({ stream: fc.constantFrom("stdout" as const, "stderr" as const), step: fc.nat(2) }), { maxLength: 30 })
	.map((entries) => {
		const last = { stdout: { nano: 0, nth: 0 }, stderr: { nano: 0, nth: 0 } };
		let nano = 0;
		return entries.map(({ stream, step }, index): CountedLine => {
			nano += step;
			const before = last[stream];
			last[stream] = { nano, nth: before.nano === nano ? before.nth + 1 : 1 };
			return { stream, at: at(nano), endAt: at(nano), nth: last[stream].nth, text: String(index), truncated: false };
		});
	});
const take = (position: LogPosition, lines: readonly CountedLine[]) => lines.filter((line) => position.pass(line)).map(({ text }) => text);

describe("log position", () => {
	test("takes every line once when requests overlap", () => {
		fc.assert(
			fc.property(anyLog, fc.nat(30), fc.nat(30), (log, end, back) => {
				const position = new LogPosition(null);
				const first = take(position, log.slice(0, end));
				const from = Math.max(0, end - back);
				expect([...first, ...take(position, log.slice(from))]).toEqual(log.map(({ text }) => text));
			}),
		);
	});

	test("goes on after any cursor with exactly the lines that follow it", () => {
		fc.assert(
			fc.property(anyLog, fc.nat(29), (log, index) => {
				fc.pre(index < log.length);
				const reader = new LogPosition(null);
				const cursors = log.map((line) => reader.pass(line));
				const cursor = cursors[index];
				if (!cursor) throw new Error("each line of a first reading has a cursor");
				const fromDaemon = log.filter(({ endAt }) => endAt >= cursor.at);
				expect(take(new LogPosition(cursor), fromDaemon)).toEqual(log.slice(index + 1).map(({ text }) => text));
			}),
		);
	});

	test("does not lose the line of one stream that was stamped before the other's but written after it", () => {
		const line = (stream: "stdout" | "stderr", nano: number, text: string): CountedLine => ({
			stream,
			at: at(nano),
			endAt: at(nano),
			nth: 1,
			text,
			truncated: false,
		});
		const position = new LogPosition(null);
		take(position, [line("stdout", 1, "a"), line("stderr", 1, "b"), line("stderr", 5, "c")]);
		expect(take(position, [line("stderr", 5, "c"), line("stdout", 4, "d")])).toEqual(["d"]);
	});

	test("a fork goes its own way", () => {
		const position = new LogPosition({ at: at(3), ordinal: 0 });
		const fork = position.fork();
		expect(fork.at).toBe(at(3));
		fork.pass({ stream: "stdout", at: at(9), endAt: at(9), nth: 1, text: "", truncated: false });
		expect(position.at).toBe(at(3));
	});
});
