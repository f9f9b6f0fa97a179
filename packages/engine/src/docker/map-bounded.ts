/** Maps in order with at most `atOnce` running; the first error ends it, and no more are begun. */
export async function mapBounded<T, R>(items: readonly T[], atOnce: number, map: (item: T) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	const rest = items.entries();
	let failed = false;
	const work = async () => {
		for (const [index, item] of rest) {
			if (failed) return;
			try {
				results[index] = await map(item);
			} catch (error) {
				failed = true;
				throw error;
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
	return results;
}
