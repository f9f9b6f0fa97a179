"use client";
import { useSyncExternalStore } from "react";

// One clock for all ages on a page, at one tick a second, and none while nobody looks.
const listeners = new Set<() => void>();
let nowMs = 0;
let timer: ReturnType<typeof setInterval> | undefined;

const tick = () => {
	if (document.hidden) return;
	nowMs = Date.now();
	for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
	if (listeners.size === 0) {
		nowMs = Date.now();
		timer = setInterval(tick, 1_000);
		document.addEventListener("visibilitychange", tick);
	}
	listeners.add(listener);
	return () => {
		listeners.delete(listener);
		if (listeners.size > 0) return;
		clearInterval(timer);
		document.removeEventListener("visibilitychange", tick);
	};
};

const read = () => {
	if (listeners.size === 0) nowMs = Date.now();
	return nowMs;
};

/** The time in milliseconds, moving on once a second. */
export const useNow = (): number => useSyncExternalStore(subscribe, read, () => 0);
