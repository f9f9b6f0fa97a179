/** The whole of a picture, from its first moment to its last. */
export interface TrendRange {
	readonly from: string;
	readonly to: string;
	readonly spanMs: number;
}

export const WIDTH = 240;
export const HEIGHT = 56;

/**
 * A line through what is known, as the path of a drawing: each value stands for its whole span, and where a span is missing, or its value
 * unknown, the line breaks.
 */
export function trendLine(
	points: readonly { readonly at: string; readonly value: number | null }[],
	{ from, to, spanMs }: TrendRange,
	most: number,
): string {
	const fromMs = Date.parse(from);
	const wholeMs = Date.parse(to) - fromMs;
	const x = (ms: number) => ((WIDTH * (ms - fromMs)) / wholeMs).toFixed(1);
	const y = (value: number) => (HEIGHT - (HEIGHT - 1) * (most === 0 ? 0 : value / most)).toFixed(1);
	let endMs: number | null = null;
	return points
		.flatMap(({ at, value }) => {
			if (value === null) return [];
			const ms = Date.parse(at);
			const isNext = endMs === ms;
			endMs = ms + spanMs;
			return [`${isNext ? "L" : "M"}${x(ms)} ${y(value)}L${x(endMs)} ${y(value)}`];
		})
		.join("");
}
