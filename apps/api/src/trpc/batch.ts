/**
 * Groups what comes close together, so that a burst costs a message per group and not per item.
 *
 * Units   a group is sent `windowMs` after its first item came, or as soon as it holds `itemsMax`.
 * Concurrency  reads one item ahead of what was taken, so a slow taker slows the source.
 */
export async function* inBatches<T>(
	source: AsyncIterable<T>,
	options: { readonly windowMs: number; readonly itemsMax: number },
): AsyncGenerator<readonly T[], void, undefined> {
	const iterator = source[Symbol.asyncIterator]();
	let pending: Promise<IteratorResult<T>> | null = null;
	try {
		for (;;) {
			pending ??= iterator.next();
			const first: IteratorResult<T> = await pending;
			pending = null;
			if (first.done) return;
			const group = [first.value];
			const closes = Promise.withResolvers<"closed">();
			const timer = setTimeout(() => closes.resolve("closed"), options.windowMs);
			try {
				let ended = false;
				while (group.length < options.itemsMax) {
					pending = iterator.next();
					const next: IteratorResult<T> | "closed" = await Promise.race([pending, closes.promise]);
					if (next === "closed") break;
					pending = null;
					if (next.done) {
						ended = true;
						break;
					}
					group.push(next.value);
				}
				yield group;
				if (ended) return;
			} finally {
				clearTimeout(timer);
			}
		}
	} finally {
		pending?.catch(() => undefined);
		await iterator.return?.();
	}
}
