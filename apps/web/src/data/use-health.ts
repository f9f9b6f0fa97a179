"use client";
import { useSyncExternalStore } from "react";
import { connection, healthOf, lostAt, type StreamHealth, waiting } from "./connection.ts";
import { useNow } from "./use-now.ts";
import { useValue } from "./value.ts";

const subscribe = (listener: () => void) => {
	window.addEventListener("online", listener);
	window.addEventListener("offline", listener);
	return () => {
		window.removeEventListener("online", listener);
		window.removeEventListener("offline", listener);
	};
};

/** How fresh the page is at this moment. */
export function useHealth(): StreamHealth {
	const online = useSyncExternalStore(
		subscribe,
		() => navigator.onLine,
		() => true,
	);
	return healthOf({ status: useValue(connection), isLost: useValue(lostAt) !== null, waiting: useValue(waiting), online, nowMs: useNow() });
}
