/** A message that was handled, and how that went. */
export interface Handled {
	readonly message: string;
	readonly enqueuedAt: Date;
	readonly startedAt: Date;
	readonly endedAt: Date;
	readonly outcome: string;
}

/** How many are remembered: some kilobytes for each lease that works, and nothing of those whose actor was forgotten. */
const KEPT = 100;

/** The newest messages that an actor handled. */
export interface HandledLog {
	add(one: Handled): void;
	/** The newest first. */
	newest(): readonly Handled[];
}

export function createHandledLog(kept: number = KEPT): HandledLog {
	const ring: Handled[] = [];
	let at = 0;
	return {
		add(one) {
			ring[at] = one;
			at = (at + 1) % kept;
		},
		newest: () => [...ring.slice(at), ...ring.slice(0, at)].toReversed(),
	};
}
