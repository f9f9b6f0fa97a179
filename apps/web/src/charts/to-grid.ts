/** A picture's data: moments in seconds, and for each line its value there; null draws nothing. */
export interface Grid {
	readonly seconds: readonly number[];
	readonly lines: readonly (readonly (number | null)[])[];
}

/**
 * Puts points on every step of a range, so that what was not measured is a gap in the line and not a bridge over it.
 *
 * `read`  the value of each line at a point, null where it is not known.
 */
export function toGrid<T extends { readonly at: string }>(
	points: readonly T[],
	range: { readonly from: string; readonly to: string; readonly stepMs: number },
	read: readonly ((point: T) => number | null)[],
): Grid {
	const { stepMs } = range;
	const first = Math.ceil(Date.parse(range.from) / stepMs) * stepMs;
	const last = Date.parse(range.to);
	const byMoment = new Map(points.map((point) => [Math.floor(Date.parse(point.at) / stepMs) * stepMs, point]));
	const moments = Array.from({ length: Math.max(0, Math.ceil((last - first) / stepMs)) }, (_, step) => first + step * stepMs);
	return {
		seconds: moments.map((ms) => ms / 1_000),
		lines: read.map((of) =>
			moments.map((ms) => {
				const point = byMoment.get(ms);
				return point === undefined ? null : of(point);
			}),
		),
	};
}

/** The highest, lowest and mean of what is known of a line; null when nothing is. */
export function outlineOf(line: readonly (number | null)[]): { readonly last: number; readonly max: number; readonly mean: number } | null {
	const known = line.filter((value) => value !== null);
	const last = known.at(-1);
	if (last === undefined) return null;
	return {
		last,
		max: known.reduce((most, value) => Math.max(most, value)),
		mean: known.reduce((sum, value) => sum + value, 0) / known.length,
	};
}
