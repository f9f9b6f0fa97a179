"use client";
import { useState } from "react";

export interface Steady<T> {
	readonly rows: readonly T[] | undefined;
	/** Called when a pointer comes over the rows and when it leaves them. */
	hold(isHeld: boolean): void;
}

/**
 * Keeps rows in their places while a pointer is over them: they still change, but none comes, goes or moves.
 *
 * `wanted` is what would be shown; `all` is where the newest of each row is found even when it would no longer be.
 */
export function useSteady<T>(wanted: readonly T[] | undefined, all: readonly T[] | undefined, keyOf: (row: T) => string): Steady<T> {
	const [held, setHeld] = useState<readonly string[] | null>(null);
	return {
		rows: held === null || wanted === undefined ? wanted : steadyRows(held, wanted, all ?? [], keyOf),
		hold: (isHeld) => setHeld(isHeld && wanted !== undefined ? wanted.map(keyOf) : null),
	};
}

/** The rows of these keys, in the order of the keys. What is gone altogether is left out. */
export function steadyRows<T>(keys: readonly string[], wanted: readonly T[], all: readonly T[], keyOf: (row: T) => string): readonly T[] {
	const newest = new Map([...all, ...wanted].map((row) => [keyOf(row), row]));
	return keys.flatMap((key) => newest.get(key) ?? []);
}
