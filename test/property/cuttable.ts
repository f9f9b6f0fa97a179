import { AppError, type Clock, systemClock } from "@berth/core";
import type { Stores } from "@berth/db";

/** `before`: what is asked does not happen. `after`: it happens and the answer is lost. */
export type CutPoint = "before" | "after";

/** Stores as they are reached over a line that can be cut: for a while every call fails, and no hint comes. */
export interface Cuttable {
	readonly stores: Stores;
	readonly isCut: boolean;
	cut(at: CutPoint): void;
	/** Whoever listens is told that it may have missed something. */
	heal(): void;
}

export function createCuttable(stores: Stores): Cuttable {
	let at: CutPoint | null = null;
	const resyncs = new Set<() => void>();
	const refuse = () => {
		throw new AppError("DATABASE_UNAVAILABLE", { cause: new Error("the line is cut") });
	};
	const over =
		(call: (...args: never[]) => Promise<unknown>) =>
		async (...args: never[]) => {
			if (at === "before") refuse();
			const answer = await call(...args);
			if (at !== null) refuse();
			return answer;
		};
	const group = <T extends object>(calls: T): T => Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, over(call)])) as T;
	const { wakeups, ...groups } = stores;
	const cut = Object.fromEntries(Object.entries(groups).map(([name, calls]) => [name, group(calls)])) as typeof groups;
	return {
		stores: {
			...cut,
			wakeups: {
				subscribe({ onHint, onResync }) {
					const unsubscribe = wakeups.subscribe({ onHint: (hint) => void (at === null && onHint(hint)), onResync });
					resyncs.add(onResync);
					return () => {
						resyncs.delete(onResync);
						unsubscribe();
					};
				},
			},
		},
		get isCut() {
			return at !== null;
		},
		cut(point) {
			at = point;
		},
		heal() {
			if (at === null) return;
			at = null;
			for (const resync of resyncs) resync();
		},
	};
}

/** A wall clock that can be set; what is measured goes on as it is. */
export function createWallClock(): { readonly clock: Clock; set(offMs: number): void; readonly offMs: number } {
	let offMs = 0;
	return {
		clock: { ...systemClock, now: () => new Date(Date.now() + offMs) },
		set(ms) {
			offMs = ms;
		},
		get offMs() {
			return offMs;
		},
	};
}
