import { orAborted } from "./within.ts";

/** What one slow reader has not read yet. Never blocks who fills it, never grows beyond its bound. */
export interface Mailbox<T> {
	push(item: T): void;
	/** How many items were dropped since this was last asked. */
	takeDropped(): number;
	/** The oldest item, as soon as there is one. Errors  ABORTED. */
	take(op: string, ...signals: readonly AbortSignal[]): Promise<T>;
	clear(): void;
	readonly size: number;
}

/** On overflow the older half goes at once, so that a reader who stays slow sees few large gaps and not many small ones. */
export function createMailbox<T>(max: number): Mailbox<T> {
	let items: T[] = [];
	let dropped = 0;
	let wake: (() => void) | null = null;
	return {
		push(item) {
			items.push(item);
			if (items.length > max) {
				const gone = Math.max(1, Math.ceil(max / 2));
				items = items.slice(gone);
				dropped += gone;
			}
			wake?.();
		},
		takeDropped() {
			const count = dropped;
			dropped = 0;
			return count;
		},
		async take(op, ...signals) {
			for (;;) {
				const item = items.shift();
				if (item !== undefined) return item;
				const { promise, resolve } = Promise.withResolvers<void>();
				wake = resolve;
				await orAborted(promise, op, ...signals);
			}
		},
		clear() {
			items = [];
			dropped = 0;
		},
		get size() {
			return items.length;
		},
	};
}
