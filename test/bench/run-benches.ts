import type { Bench, BenchNeed, Figure } from "./bench.ts";
import { CannotMeasure } from "./bench.ts";
import { isWithin, toLine } from "./figure.ts";
import { runBench } from "./run-bench.ts";
import { tableOf } from "./table.ts";

export interface RunOptions {
	readonly quick: boolean;
	/** How long a soak lasts; null leaves it to each. */
	readonly minutes: number | null;
	/** Lines of JSON alone, no table. */
	readonly json: boolean;
	/** How many times its budget a figure may be off before the run fails. */
	readonly tolerance: number;
	readonly signal: AbortSignal;
	/** A line for programs, or of the table. */
	readonly print: (line: string) => void;
	/** A line for people about what goes on. */
	readonly say: (line: string) => void;
	/** Makes what a bench needs be there. Errors  CannotMeasure. */
	readonly prepare: (needs: readonly BenchNeed[]) => Promise<void>;
}

/** All budgets hold; one was missed, or a bench broke; something could not be measured here. */
export type ExitCode = 0 | 1 | 2;

const SECOND = 1_000;
const QUICK_LIMIT_MS = 300 * SECOND;
const LIMIT_MS = 3_600 * SECOND;

const limitOf = (quick: boolean, minutes: number | null): number => (quick ? QUICK_LIMIT_MS : LIMIT_MS) + (minutes ?? 0) * 60 * SECOND;

/** Runs benches one after another and tells their figures; of one that ends with an error, none. */
export async function runBenches(benches: readonly Bench[], options: RunOptions): Promise<ExitCode> {
	const { quick, minutes, say, signal, tolerance } = options;
	const all: Figure[] = [];
	const codes: ExitCode[] = [];
	for (const bench of benches) {
		if (signal.aborted) break;
		say(`\n== ${bench.name}: ${bench.says}`);
		const begun = performance.now();
		try {
			await options.prepare(bench.needs);
			const figures = await runBench(bench, { quick, minutes, signal, say, limitMs: limitOf(quick, minutes) });
			for (const figure of figures) options.print(toLine(figure));
			all.push(...figures);
			codes.push(figures.every((figure) => isWithin(figure, tolerance)) ? 0 : 1);
		} catch (error) {
			const cannot = error instanceof CannotMeasure;
			say(cannot ? `${bench.name} cannot be measured here: ${error.message}` : `${bench.name} failed: ${inspect(error)}`);
			codes.push(cannot ? 2 : 1);
		}
		say(`${bench.name} took ${((performance.now() - begun) / SECOND).toFixed(1)} s`);
	}
	if (!options.json && all.length > 0) for (const line of ["", ...tableOf(all, tolerance)]) options.print(line);
	if (signal.aborted || codes.includes(1)) return 1;
	return codes.includes(2) ? 2 : 0;
}

const inspect = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
