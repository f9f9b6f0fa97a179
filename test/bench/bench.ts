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
	/** The middle half of the rounds lies within this share of the middle one: 0.1 is ten percent. */
	readonly spread: number;
}

/** `of`: which number is bound. */
export interface Budget {
	readonly of: "ratio" | "value";
	readonly at: "most" | "least";
	readonly bound: number;
}

/**
 * What a bench needs of the machine; where it is not to be had the bench says so, gives no figure, and the run ends with 2.
 *
 * `postgres` sets BERTH_TEST_DATABASE_URL, under which `createTestDatabase` makes databases. `build` is the bundle of the service,
 * `pages` the dashboard's own server, `browser` a Chromium.
 */
export type BenchNeed = "docker" | "postgres" | "browser" | "two-cores" | "build" | "pages";

export interface BenchContext {
	/** Fewer and shorter rounds: all benches together within five minutes on two cores. */
	readonly quick: boolean;
	/** How long a soak is to last; null leaves it to the bench. */
	readonly minutes: number | null;
	readonly signal: AbortSignal;
	/** A line about what goes on, for people; it goes to standard error. */
	readonly say: (line: string) => void;
	/** Run when the bench is over, last one first, also when it failed: a bench leaves nothing behind. */
	readonly onEnd: (dispose: () => PromiseLike<void> | void) => void;
}

export interface Bench {
	readonly name: string;
	/** One sentence: what is measured beside what. */
	readonly says: string;
	readonly needs: readonly BenchNeed[];
	/** Gives each figure as soon as it is known; none is told of a bench that ends with an error. Errors  CannotMeasure. */
	run(context: BenchContext): AsyncIterable<Figure>;
}

/** This machine, or what it is doing just now, allows no honest number; the message says what is in the way. */
export class CannotMeasure extends Error {
	override readonly name = "CannotMeasure";
}
