import { describe, expect, test } from "vitest";
import { type Bench, type BenchContext, type Budget, CannotMeasure, type Figure } from "../bench/bench.ts";
import { benches } from "../bench/benches/index.ts";
import { figureOf, ratioAtLeast, ratioAtMost, toLine, valueAtLeast, valueAtMost } from "../bench/figure.ts";
import { readOptions, UsageError } from "../bench/options.ts";
import { interleave } from "../bench/rounds.ts";
import { type RunOptions, runBenches } from "../bench/run-benches.ts";
import { compare, quantile } from "../bench/statistics.ts";

const figure = (budget: Budget | null, ratio: number, bench = "fake"): Figure =>
	figureOf({ bench, figure: "speed", value: ratio * 10, unit: "ms", control: 10, ratio, rounds: 3, spread: 0.1, budget });

const benchOf = (run: (context: BenchContext) => AsyncIterable<Figure>, name = "fake"): Bench => ({
	name,
	says: "A fake.",
	needs: [],
	run,
});

const giving = (...figures: readonly Figure[]) =>
	benchOf(async function* () {
		yield* figures;
	});

async function measure(chosen: readonly Bench[], options: Partial<RunOptions> = {}) {
	const printed: string[] = [];
	const said: string[] = [];
	const code = await runBenches(chosen, {
		quick: true,
		minutes: null,
		json: true,
		tolerance: 1,
		signal: new AbortController().signal,
		print: (line) => printed.push(line),
		say: (line) => said.push(line),
		prepare: async () => undefined,
		...options,
	});
	return { code, printed, said: said.join("\n") };
}

describe("the bench", () => {
	test("every budget is judged on its own number and from its own side, up to the bound", async () => {
		const verdicts = (budget: Budget) => [0.5, 1.2, 2].map((ratio) => figure(budget, ratio).ok);
		expect(verdicts(ratioAtMost(1.2))).toEqual([true, true, false]);
		expect(verdicts(ratioAtLeast(1.2))).toEqual([false, true, true]);
		// Values are ten times their ratio.
		expect(verdicts(valueAtMost(12))).toEqual([true, true, false]);
		expect(verdicts(valueAtLeast(12))).toEqual([false, true, true]);
		expect(() => figure(ratioAtMost(1), Number.NaN)).toThrow("no number");
	});

	test("a missed budget ends with 1, and with a tolerance only when it is missed by more; the line tells the miss all the same", async () => {
		expect((await measure([giving(figure(ratioAtMost(1), 0.9), figure(null, 50))])).code).toBe(0);
		expect((await measure([giving(figure(ratioAtMost(1), 1.5))])).code).toBe(1);
		const tolerated = await measure([giving(figure(ratioAtMost(1), 1.5), figure(ratioAtLeast(1), 0.6))], { tolerance: 2 });
		expect(tolerated.code).toBe(0);
		expect(tolerated.printed.map((line) => JSON.parse(line).ok)).toEqual([false, false]);
		expect((await measure([giving(figure(ratioAtLeast(1), 0.4))], { tolerance: 2 })).code).toBe(1);
		const slow = figure(valueAtMost(1), 9);
		expect((await measure([giving(slow)])).code).toBe(1);
		expect((await measure([giving(slow)], { tolerance: 2 })).code).toBe(0);
		expect((await measure([giving({ ...slow, unit: "1" })], { tolerance: 2 })).code).toBe(1);
	});

	test("a figure is one line of JSON with exactly its keys; the table comes after the lines, and not with --json", async () => {
		const line = toLine(figure(ratioAtMost(1.15), 1.0001234));
		expect(JSON.parse(line)).toEqual({
			bench: "fake",
			figure: "speed",
			value: 10,
			unit: "ms",
			control: 10,
			ratio: 1,
			budget: "ratio <= 1.15",
			ok: true,
			rounds: 3,
			spread: 0.1,
		});
		expect(Object.keys(JSON.parse(line))).toEqual("bench figure value unit control ratio budget ok rounds spread".split(" "));
		const bench = giving(figure(ratioAtMost(1.15), 1.0001234), figure(ratioAtLeast(3), 2));
		expect((await measure([bench])).printed).toHaveLength(2);
		const { printed } = await measure([bench], { json: false });
		expect(printed[0]).toBe(line);
		expect(printed.at(-1)).toMatch(/^fake +speed +20 ms +10 +2 +ratio >= 3 +3 +10 % +MISSED$/);
	});

	test("what cannot be measured honestly ends with 2 and tells no figure, while the other benches are measured", async () => {
		const half = benchOf(async function* () {
			yield figure(null, 1);
			throw new CannotMeasure("the machine has one core");
		});
		const { code, printed, said } = await measure([half, giving(figure(null, 1))]);
		expect({ code, lines: printed.length }).toEqual({ code: 2, lines: 1 });
		expect(said).toContain("fake cannot be measured here: the machine has one core");
		const prepare = () => Promise.reject(new CannotMeasure("no Docker"));
		expect((await measure([giving(figure(null, 1))], { prepare })).code).toBe(2);
		expect((await measure([half, giving(figure(ratioAtMost(1), 2))])).code).toBe(1);
	});

	test("a bench that throws fails the run and leaves nothing: the last thing begun is ended first, whatever of it fails", async () => {
		const ended: string[] = [];
		const broken = benchOf(async function* ({ onEnd }) {
			onEnd(() => void ended.push("first"));
			onEnd(async () => {
				ended.push("second");
				throw new Error("it would not end");
			});
			onEnd(() => void ended.push("third"));
			yield figure(null, 1);
			throw new Error("a bench broke");
		});
		const { code, printed, said } = await measure([broken, giving(figure(null, 1))]);
		expect({ code, ended, lines: printed.length }).toEqual({ code: 1, ended: ["third", "second", "first"], lines: 1 });
		expect(said).toContain("fake failed");
	});

	test("an interrupt ends what the running bench has begun and starts no other", async () => {
		const interrupt = new AbortController();
		const ended: string[] = [];
		const waiting = benchOf(async function* ({ signal, onEnd }) {
			onEnd(() => void ended.push("the waiting one"));
			setImmediate(() => interrupt.abort(new Error("stopped by SIGINT")));
			await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
			yield figure(null, 1);
		});
		const { code, printed, said } = await measure([waiting, giving(figure(null, 1))], { signal: interrupt.signal });
		expect({ code, ended, printed }).toEqual({ code: 1, ended: ["the waiting one"], printed: [] });
		expect(said).toContain("stopped by SIGINT");
	});

	test("rounds go by turns, warm-ups do not count, and each round's ratio is of its own two sides", async () => {
		const order: string[] = [];
		const side = (name: string, factor: number) => async (round: number) => {
			order.push(`${name}${round}`);
			return factor * 2 ** round;
		};
		const { signal } = new AbortController();
		const { subject, control } = await interleave({ rounds: 3, signal, subject: side("a", 3), control: side("b", 1) });
		expect(order.join(" ")).toBe("b-1 a-1 a0 b0 b1 a1 a2 b2");
		expect(compare(subject, control)).toEqual({ value: 6, control: 2, ratio: 3, rounds: 3, spread: 0 });
		expect(quantile([4, 1, 3, 2, 5], 0.75)).toBe(4);
	});

	test("benches are named on the command line, and every one of them is there under its own name", async () => {
		const known = ["idle", "list"];
		expect(readOptions(["list", "--quick", "--tolerance", "2"], known)).toEqual({
			names: ["list"],
			quick: true,
			json: false,
			tolerance: 2,
			anyway: false,
			minutes: null,
		});
		expect(readOptions(["--minutes", "30"], known)).toMatchObject({ minutes: 30 });
		expect(readOptions([], known)).toMatchObject({ names: known, tolerance: 1 });
		for (const args of [["nothing"], ["--tolerance", "0.5"], ["--unknown"], ["--minutes", "0"]])
			expect(() => readOptions(args, known)).toThrow(UsageError);
		for (const [name, load] of Object.entries(benches)) expect((await load()).name).toBe(name);
	});
});
