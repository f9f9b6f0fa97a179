import { DAY, HOUR } from "@berth/core";

/** How fast data grew; less than nothing where it shrank. */
export interface Growth {
	readonly bytesPerDay: number;
}

/** Shorter than this a growth is an accident. */
const SPAN_MIN = 6 * HOUR;

/** By the first and the last that is known; null where that is too little to tell by. */
export function growthOf(points: readonly { readonly at: string; readonly diskBytes: number | null }[]): Growth | null {
	const known = points.filter((point) => point.diskBytes !== null);
	const [first, last] = [known[0], known.at(-1)];
	if (!first || !last || first.diskBytes === null || last.diskBytes === null) return null;
	const spanMs = Date.parse(last.at) - Date.parse(first.at);
	return spanMs < SPAN_MIN ? null : { bytesPerDay: ((last.diskBytes - first.diskBytes) / spanMs) * DAY };
}
