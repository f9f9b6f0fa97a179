/**
 * Things of leases in batches of at least `atLeast`, ordered by lease, all of one lease in one batch; what is of no lease is left out.
 */
export function* inWholeLeases<T>(items: Iterable<T>, leaseOf: (item: T) => string | null, atLeast: number): Generator<T[], void> {
	const owned = [...items].flatMap((item) => {
		const leaseId = leaseOf(item);
		return leaseId === null ? [] : [{ item, leaseId }];
	});
	owned.sort((a, b) => (a.leaseId < b.leaseId ? -1 : a.leaseId > b.leaseId ? 1 : 0));
	let batch: T[] = [];
	for (const [at, { item, leaseId }] of owned.entries()) {
		if (batch.length >= atLeast && owned[at - 1]?.leaseId !== leaseId) {
			yield batch;
			batch = [];
		}
		batch.push(item);
	}
	if (batch.length > 0) yield batch;
}
