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

/** A server on this machine is reached without any network, so the lack of one says nothing about it. */
const isServedFromHere = () => ["localhost", "127.0.0.1", "[::1]"].includes(window.location.hostname);

/** How fresh the page is at this moment. */
export function useHealth(): StreamHealth {
	const online = useSyncExternalStore(
		subscribe,
		() => navigator.onLine || isServedFromHere(),
		() => true,
	);
	return healthOf({ status: useValue(connection), isLost: useValue(lostAt) !== null, waiting: useValue(waiting), online, nowMs: useNow() });
}
