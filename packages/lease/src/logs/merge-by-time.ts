/**
 * Items of several sources that are each in order and come to an end, as one stream in order of time; equal times keep the order of
 * the sources. It holds one item per source, so it merges logs of any length.
 */
export async function* mergeByTime<T extends { readonly at: string }>(
	sources: readonly AsyncIterable<T>[],
): AsyncGenerator<T, void, undefined> {
	const iterators = sources.map((source) => source[Symbol.asyncIterator]());
	try {
		const heads = await Promise.all(iterators.map((iterator) => iterator.next()));
		for (;;) {
			let first: number | null = null;
			for (const [i, head] of heads.entries()) {
				if (head.done) continue;
				const best = first === null ? null : heads[first];
				if (!best || best.done || isEarlier(head.value.at, best.value.at)) first = i;
			}
			const head = first === null ? undefined : heads[first];
			const iterator = first === null ? undefined : iterators[first];
			if (first === null || !iterator || !head || head.done) return;
			yield head.value;
			heads[first] = await iterator.next();
		}
	} finally {
		await Promise.allSettled(iterators.map(async (iterator) => iterator.return?.()));
	}
}

/** RFC 3339 in UTC: text order is time order where the fractions are of one length. */
const isEarlier = (a: string, b: string): boolean => (a.length === b.length ? a < b : sortable(a) < sortable(b));

const sortable = (at: string): string => {
	const [, seconds = at, fraction = ""] = /^([^.Z]*)(?:\.(\d+))?Z?$/.exec(at) ?? [];
	return `${seconds}.${fraction.padEnd(9, "0")}`;
};
