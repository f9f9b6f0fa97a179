import type { Budget, Figure } from "./bench.ts";
import type { Measured } from "./statistics.ts";

export type FigureOptions = Pick<Figure, "bench" | "figure" | "unit" | "budget"> & Measured;

export const ratioAtMost = (bound: number): Budget => ({ of: "ratio", at: "most", bound });
export const ratioAtLeast = (bound: number): Budget => ({ of: "ratio", at: "least", bound });
export const valueAtMost = (bound: number): Budget => ({ of: "value", at: "most", bound });
export const valueAtLeast = (bound: number): Budget => ({ of: "value", at: "least", bound });

/** Makes a figure and judges it. Errors  when what was measured is no number: that is a broken bench and no result. */
export function figureOf(options: FigureOptions): Figure {
	const { bench, figure, budget, value, control, ratio } = options;
	const isBroken = [value, control ?? 0, ratio ?? 0, options.spread].some((one) => !Number.isFinite(one));
	if (isBroken || (budget?.of === "ratio" && ratio === null)) throw new Error(`${bench}: ${figure} came out as no number`);
	return { ...options, ok: isWithin(options, 1) };
}

/**
 * Whether it holds to `tolerance` times its budget; 1 is the budget itself. What has no budget always does. Whoever tolerates anything
 * asks of time, share and size only what is measured beside a control: a bare value tells of the machine as well. Counts, as of what was
 * lost, are the same on every machine.
 */
export function isWithin({ budget, value, ratio, unit }: Pick<Figure, "budget" | "value" | "ratio" | "unit">, tolerance: number): boolean {
	if (budget === null || (tolerance > 1 && budget.of === "value" && unit !== "1")) return true;
	const number = budget.of === "ratio" ? (ratio ?? Number.NaN) : value;
	return budget.at === "most" ? number <= budget.bound * tolerance : number >= budget.bound / tolerance;
}

/** As people write it: `ratio <= 1.15`; null where there is none. */
export const spellBudget = (budget: Budget | null): string | null =>
	budget && `${budget.of} ${budget.at === "most" ? "<=" : ">="} ${budget.bound}`;

const short = (value: number) => Number(value.toPrecision(4));

/** One line of JSON for programs, always with the same keys. */
export const toLine = ({ bench, figure, value, unit, control, ratio, budget, ok, rounds, spread }: Figure): string =>
	JSON.stringify({
		bench,
		figure,
		value: short(value),
		unit,
		control: control && short(control),
		ratio: ratio && short(ratio),
		budget: spellBudget(budget),
		ok,
		rounds,
		spread: short(spread),
	});
