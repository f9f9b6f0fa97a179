/** How rows become a file. */
export interface ExportForm<T> {
	readonly type: string;
	readonly head: string;
	readonly between: string;
	readonly tail: string;
	readonly write: (row: T) => string;
}

/**
 * Pages of rows as the body of an answer: read and sent as fast as they are taken, and held nowhere as a whole. The first page is
 * read before this returns, so that what can be refused is refused with its reason; what goes wrong later cuts the connection, so
 * that half a file is no whole one. `end` is called once it is over, however that was.
 */
export async function pagedExport<T>(
	pages: AsyncIterator<readonly T[]>,
	form: ExportForm<T>,
	end: () => void,
): Promise<ReadableStream<Uint8Array>> {
	const encoder = new TextEncoder();
	let next = await pages.next().catch((error: unknown) => {
		end();
		throw error;
	});
	let isFirst = true;
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				try {
					const rows = next.done ? [] : next.value;
					const text = rows.map(form.write).join(form.between);
					const lead = isFirst ? form.head : rows.length > 0 ? form.between : "";
					isFirst = false;
					controller.enqueue(encoder.encode(lead + text + (next.done ? form.tail : "")));
					if (next.done) {
						end();
						return controller.close();
					}
					next = await pages.next();
				} catch (error) {
					end();
					throw error;
				}
			},
			cancel: end,
		},
		{ highWaterMark: 0 },
	);
}
