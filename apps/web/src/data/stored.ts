"use client";
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

const subscribe = (listener: () => void): (() => void) => {
	listeners.add(listener);
	window.addEventListener("storage", listener);
	return () => {
		listeners.delete(listener);
		window.removeEventListener("storage", listener);
	};
};

/** A browser that forbids storage still gets a page; it only forgets. */
export function readStored(key: string): string | null {
	try {
		return window.localStorage.getItem(`berth.${key}`);
	} catch {
		return null;
	}
}

function writeStored(key: string, value: string | null): void {
	try {
		if (value === null) window.localStorage.removeItem(`berth.${key}`);
		else window.localStorage.setItem(`berth.${key}`, value);
	} catch {
		return;
	} finally {
		for (const listener of listeners) listener();
	}
}

/** A preference of this browser. The server, which knows none, draws the default. */
export function useStored(key: string, otherwise: string): readonly [string, (value: string) => void] {
	const value = useSyncExternalStore(
		subscribe,
		() => readStored(key) ?? otherwise,
		() => otherwise,
	);
	return [value, (next) => writeStored(key, next)];
}
