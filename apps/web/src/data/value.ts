"use client";
import { useSyncExternalStore } from "react";

/** A value that lives outside of React's tree and tells its readers when it changes. */
export interface Value<T> {
	get(): T;
	set(next: T): void;
	subscribe(listener: () => void): () => void;
}

export function createValue<T>(initial: T): Value<T> {
	let current = initial;
	const listeners = new Set<() => void>();
	return {
		get: () => current,
		set: (next) => {
			if (Object.is(next, current)) return;
			current = next;
			for (const listener of listeners) listener();
		},
		subscribe: (listener) => {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
	};
}

export const useValue = <T>(value: Value<T>): T => useSyncExternalStore(value.subscribe, value.get, value.get);
