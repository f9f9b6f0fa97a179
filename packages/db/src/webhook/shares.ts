/** How many workers tell webhooks. More: an idle process asks for jobs more often. Fewer: fewer owners of slow receivers hold up all others. */
export const WORKERS = 8;
/** Of these one owner has so many. More: fewer owners fill them. Fewer: an owner of many webhooks waits though workers are idle. */
const PER_OWNER = 3;
/** When no more than these are free they are for owners who have none. */
const KEPT_FREE = 4;

/** Who has how many of the workers that tell webhooks. Owners are named by the flags of their jobs. */
export interface Shares {
	/** Owners who get no further worker for now. */
	full(): string[];
	/** Takes a worker for an owner. Returns what gives it back; null where the owner has too many, and then none was taken. */
	enter(owner: string): (() => void) | null;
}

/**
 * Counts in the memory of this process, whose workers they are.
 *
 * Concurrency  several workers may look for a job before the first of them begins it: what they took too much of is refused by `enter`.
 */
export function createShares(): Shares {
	const held = new Map<string, number>();
	let busy = 0;
	const isFull = (count: number) => count >= PER_OWNER || (count > 0 && WORKERS - busy <= KEPT_FREE);
	return {
		full: () => [...held].flatMap(([owner, count]) => (isFull(count) ? [owner] : [])),
		enter(owner) {
			const count = held.get(owner) ?? 0;
			if (isFull(count)) return null;
			held.set(owner, count + 1);
			busy += 1;
			return () => {
				const left = (held.get(owner) ?? 1) - 1;
				if (left === 0) held.delete(owner);
				else held.set(owner, left);
				busy -= 1;
			};
		},
	};
}
