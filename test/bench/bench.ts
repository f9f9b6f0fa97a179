/** One measured number beside what it is measured against. Ratios and budgets are about `ratio` where there is one, else about `value`. */
export interface Figure {
	readonly bench: string;
	readonly figure: string;
	readonly value: number;
	readonly unit: "ms" | "s" | "1/s" | "%" | "MiB" | "KiB" | "x" | "1";
	/** The same measured without Berth, in the same run and unit; null where there is nothing to compare with. */
	readonly control: number | null;
	readonly ratio: number | null;
	/** What must hold; null where the figure is told for its own sake. */
	readonly budget: Budget | null;
	readonly ok: boolean;
	readonly rounds: number;
	/** Of the rounds, the larger half of their distance from the middle one, as a share of it: 0.1 is ten percent. */
	readonly spread: number;
}

/** `of`: which number is bound. */
export interface Budget {
	readonly of: "ratio" | "value";
	readonly at: "most" | "least";
	readonly bound: number;
}

/** What a bench needs of the machine; without it the whole run says so and ends with 2. */
export type BenchNeed = "docker" | "postgres" | "browser" | "two-cores" | "build";

export interface BenchContext {
	/** Fewer and shorter rounds: all benches together within five minutes on two cores. */
	readonly quick: boolean;
	readonly signal: AbortSignal;
	/** A line about what goes on, for people; it goes to standard error. */
	readonly say: (line: string) => void;
	/** Run when the bench is over, last one first, also when it failed: a bench leaves nothing behind. */
	readonly onEnd: (dispose: () => Promise<void> | void) => void;
}

export interface Bench {
	readonly name: string;
	/** One sentence: what is measured beside what. */
	readonly says: string;
	readonly needs: readonly BenchNeed[];
	/** Gives each figure as soon as it is known. Errors  CannotMeasure. */
	run(context: BenchContext): AsyncIterable<Figure>;
}

/** This machine, or what it is doing just now, allows no honest number; the message says what is in the way. */
export class CannotMeasure extends Error {
	override readonly name = "CannotMeasure";
}
