/** Does something for each of many, a few at once; a failure of one keeps no other from being done. Resolves with what failed. */
export async function forEachFew<T>(
	all: readonly T[],
	few: number,
	run: (one: T) => Promise<unknown>,
	onDone: (done: number) => void,
): Promise<readonly { readonly one: T; readonly error: unknown }[]> {
	const failed: { readonly one: T; readonly error: unknown }[] = [];
	let next = 0;
	let done = 0;
	const work = async () => {
		for (let one = all[next++]; one !== undefined; one = all[next++]) {
			const error: unknown = await run(one).then(
				() => undefined,
				(met: unknown) => met ?? new Error("rejected"),
			);
			if (error !== undefined) failed.push({ one, error });
			onDone(++done);
		}
	};
	await Promise.all(Array.from({ length: Math.min(few, all.length) }, work));
	return failed;
}
