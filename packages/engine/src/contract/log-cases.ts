import { beforeAll, expect, test } from "vitest";
import type { EngineLogLine, EngineLogMessage, LogCursor } from "../engine.ts";
import { type Bench, bounded, failureOf, run, specOf } from "./bench.ts";
import { follow, readAll } from "./follow.ts";

const linesOf = (messages: readonly EngineLogMessage[]): EngineLogLine[] =>
	messages.flatMap((message) => {
		if (message.kind !== "line") return [];
		const { kind: _, ...line } = message;
		return [line];
	});
const textsOf = (messages: readonly EngineLogMessage[]): string[] => linesOf(messages).map(({ text }) => text);
const isAfter = (line: EngineLogLine, { at, ordinal }: LogCursor): boolean =>
	line.at > at || (line.at === at && line.cursor.ordinal > ordinal);
const byPosition = (lines: readonly EngineLogLine[]): EngineLogLine[] => lines.toSorted((a, b) => (isAfter(a, b.cursor) ? 1 : -1));
const numbered = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix} ${i + 1}`);

export function logCases(bench: () => Bench): void {
	let chatty = "";
	let printed: EngineLogLine[] = [];
	let followed: EngineLogLine[] = [];
	const read = (options: { readonly tail?: number; readonly after?: LogCursor; readonly since?: string; readonly until?: string } = {}) =>
		readAll(bench().engine.logs.read(chatty, { follow: false, ...options }, bounded()));

	beforeAll(async () => {
		const { engine, images } = bench();
		chatty = await run(bench(), specOf(bench(), images.chatty));
		const reading = new AbortController();
		const reader = follow(engine.logs.read(chatty, { follow: true }, { signal: reading.signal }));
		await reader.until((items) => linesOf(items).length === 80, "it has printed 80 lines");
		reading.abort();
		await reader.ended;
		followed = linesOf(reader.items);
		printed = linesOf(await read());
	});

	test("the lines of both streams come in the order of their stamps, the same for a reader and for a follower", () => {
		expect(byPosition(printed)).toEqual(printed);
		expect(byPosition(followed)).toEqual(printed);
	});

	test("a follower that begins with a tail goes on where a tail ends", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		await bench().print(id, "old", 5);
		const tail = await engine.logs.tail(id, 2, bounded());
		const reader = follow(engine.logs.read(id, { follow: true, tail: 2 }, bounded()));
		await reader.until((items) => items.length === 2, "the tail came");
		expect(linesOf(reader.items)).toEqual(tail);
		await bench().print(id, "new", 2);
		await engine.containers.remove(id, bounded());
		expect(await reader.ended).toBeNull();
		expect(textsOf(reader.items)).toEqual(["old 4", "old 5", "new 1", "new 2"]);
		expect(await engine.logs.tail(chatty, 0, bounded())).toEqual([]);
	});

	test("of a line that a carriage return began anew the text that is seen last is given", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		await bench().print(id, "10 %\r90 %\r", 1);
		const reader = follow(engine.logs.read(id, { follow: true }, bounded()));
		await reader.until((items) => items.length === 1, "the line came");
		expect(textsOf(reader.items)).toEqual([" 1"]);
		await engine.containers.remove(id, bounded());
		await reader.ended;
	});

	test("every line comes once, in the order of its stream, and has a position of its own", async () => {
		for (const [stream, prefix] of [
			["stdout", "out"],
			["stderr", "err"],
		] as const) {
			const lines = printed.filter((line) => line.stream === stream);
			expect(lines.map(({ text }) => text)).toEqual(numbered(prefix, 40));
			expect(byPosition(lines)).toEqual(lines);
		}
		expect(new Set(printed.map(({ cursor }) => `${cursor.at} ${cursor.ordinal}`)).size).toBe(80);
		expect(printed.every(({ at, cursor, truncated }) => at === cursor.at && /\.\d{9}Z$/.test(at) && !truncated)).toBe(true);
	});

	test("the tail is the last lines, also for a container that is gone", async () => {
		const { engine } = bench();
		expect(linesOf(await read({ tail: 5 }))).toEqual(printed.slice(-5));
		expect(await engine.logs.tail(chatty, 5, bounded())).toEqual(printed.slice(-5));
		expect(await engine.logs.tail("0".repeat(64), 5, bounded())).toEqual([]);
	});

	test("reading on from any position gives exactly the lines of later positions", async () => {
		const sorted = byPosition(printed);
		for (const at of [0, 1, 39, 78, 79]) {
			const after = sorted[at]?.cursor ?? { at: "", ordinal: 0 };
			expect(byPosition(linesOf(await read({ after })))).toEqual(sorted.slice(at + 1));
		}
	});

	test("a reading from one stamp to another is exactly the lines stamped in between, as is a tail within", async () => {
		const stampAt = (index: number) => printed[index]?.at ?? "";
		for (const [from, to] of [
			[0, 79],
			[20, 60],
			[33, 33],
		] as const) {
			const [since, until] = [stampAt(from), stampAt(to)];
			const within = printed.filter(({ at }) => at >= since && at <= until);
			expect(linesOf(await read({ since, until }))).toEqual(within);
			expect(linesOf(await read({ since, until, tail: 3 }))).toEqual(within.slice(-3));
			expect(linesOf(await read({ until }))).toEqual(printed.filter(({ at }) => at <= until));
		}
		const after = printed[50]?.cursor ?? { at: "", ordinal: 0 };
		expect(linesOf(await read({ after, since: stampAt(0) }))).toEqual(printed.slice(51));
		expect(linesOf(await read({ after, since: "2100-01-01T00:00:00Z" }))).toEqual([]);
		expect(linesOf(await read({ until: "2001-01-01T00:00:00.5Z" }))).toEqual([]);
		for (const until of ["", "yesterday", "2030-13-01T00:00:00Z"])
			expect(await failureOf(read({ until }))).toMatchObject({ code: "BAD_INPUT" });
		const endless = readAll(bench().engine.logs.read(chatty, { follow: true, until: stampAt(79) }, bounded()));
		expect(await failureOf(endless)).toMatchObject({ code: "BAD_INPUT" });
	});

	test("the log of what the daemon does not know is NOT_FOUND", async () => {
		const unknown = readAll(bench().engine.logs.read("0".repeat(64), { follow: true }, bounded()));
		expect(await failureOf(unknown)).toMatchObject({ code: "NOT_FOUND" });
	});

	test("a follower sees what is printed later and ends when the container exits", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		const first = follow(engine.logs.read(id, { follow: true }, bounded()));
		await bench().print(id, "one", 3);
		await first.until((items) => textsOf(items).length === 3, "three lines came");
		const after = linesOf(first.items).at(-1)?.cursor;
		const second = follow(engine.logs.read(id, after ? { follow: true, after } : { follow: true }, bounded()));
		await bench().print(id, "two", 3);
		await first.until((items) => textsOf(items).length === 6, "six lines came");
		await bench().killFromOutside(id);
		expect([await first.ended, await second.ended]).toEqual([null, null]);
		expect(textsOf(first.items)).toEqual([...numbered("one", 3), ...numbered("two", 3)]);
		expect(textsOf(second.items)).toEqual(numbered("two", 3));
		for (const { items } of [first, second]) expect(items.at(-1)).toEqual({ kind: "end", why: "exited" });
	});

	test("a reader that is too slow gets one counted gap, and another reader gets every line", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		const count = 3_000;
		const fast = follow(engine.logs.read(id, { follow: true, queueMax: 10 * count }, bounded()));
		const slow = engine.logs.read(id, { follow: true, queueMax: 100 }, bounded())[Symbol.asyncIterator]();
		// A reader may still be reading what stood there before; after these it surely reads what comes.
		const before = ["first", "second", "third"];
		for (const prefix of before) {
			await bench().print(id, prefix, 1);
			expect(await slow.next()).toMatchObject({ value: { kind: "line", text: `${prefix} 1` } });
		}
		await bench().print(id, "burst", count);
		await fast.until((items) => items.length >= count + before.length, "the fast reader has every line");
		const seen: EngineLogMessage[] = [];
		const accounted = () => seen.reduce((sum, message) => sum + (message.kind === "gap" ? message.skipped : 1), 0);
		while (accounted() < count) seen.push((await slow.next()).value);
		expect(accounted()).toBe(count);
		expect(seen.filter(({ kind }) => kind === "gap")).toHaveLength(1);
		expect(linesOf(seen).length).toBeGreaterThan(0);
		expect(textsOf(fast.items)).toEqual([...before.map((prefix) => `${prefix} 1`), ...numbered("burst", count)]);
		await engine.containers.remove(id, bounded());
		await fast.ended;
		expect(fast.items.at(-1)).toMatchObject({ kind: "end" });
		await slow.return?.();
	});
}
