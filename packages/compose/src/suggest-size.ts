import type { Wish } from "./service/draft.ts";

/** A size on offer; bytes and thousandths of a CPU. */
export interface OfferedSize {
	readonly name: string;
	readonly cpuMillis: number;
	readonly memoryBytes: number;
	readonly diskBytes: number;
}

/** The smallest size that has what is wished for; null when there is none, or nothing to choose from. Without a wish for a disk, one without is preferred. */
export function suggestSize(wish: Readonly<Wish>, sizes: readonly OfferedSize[]): string | null {
	const fits = sizes.filter(
		(size) => size.cpuMillis >= (wish.cpuMillis ?? 0) && size.memoryBytes >= (wish.memoryBytes ?? 0) && (!wish.disk || size.diskBytes > 0),
	);
	const [best] = fits.toSorted(
		(a, b) =>
			Number(a.diskBytes > 0) - Number(b.diskBytes > 0) ||
			a.memoryBytes - b.memoryBytes ||
			a.cpuMillis - b.cpuMillis ||
			a.diskBytes - b.diskBytes ||
			(a.name < b.name ? -1 : 1),
	);
	return best?.name ?? null;
}
