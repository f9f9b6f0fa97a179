import type { Figure } from "./bench.ts";

/** What of a figure the rounds tell. */
export type Measured = Pick<Figure, "value" | "control" | "ratio" | "rounds" | "spread">;

/** The value below which `share` of them lie, between two where none is just there. Errors  when there are none. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	const at = (sorted.length - 1) * share;
	const low = sorted[Math.floor(at)];
	const high = sorted[Math.ceil(at)];
	if (low === undefined || high === undefined) throw new Error("nothing was measured");
	return low + (high - low) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Half of the values lie within this share of the middle one. */
export function spreadOf(values: readonly number[]): number {
	const middle = median(values);
	if (middle === 0) return 0;
	return Math.abs(median(values.map((value) => Math.abs(value - middle))) / middle);
}

/**
 * A side beside its control, one value a round. The ratio is the middle of the rounds' own ratios, so a machine that slows down half
 * way through changes it little; it need not be the quotient of the two middle values.
 */
export function compare(subject: readonly number[], control: readonly number[]): Measured {
	const ratios = subject.map((value, round) => value / (control[round] ?? Number.NaN));
	return { value: median(subject), control: median(control), ratio: median(ratios), rounds: ratios.length, spread: spreadOf(ratios) };
}

/** Of one side alone, for what has nothing to stand beside. */
export const alone = (values: readonly number[]): Measured => ({
	value: median(values),
	control: null,
	ratio: null,
	rounds: values.length,
	spread: spreadOf(values),
});
