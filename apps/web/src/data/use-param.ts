"use client";
import { useCallback, useSyncExternalStore } from "react";

const subscribe = (listener: () => void): (() => void) => {
	window.addEventListener("popstate", listener);
	window.addEventListener("berth:address", listener);
	return () => {
		window.removeEventListener("popstate", listener);
		window.removeEventListener("berth:address", listener);
	};
};

/** One parameter of the page's address, for a choice that a link should carry. Setting it makes no new entry in the history. */
export function useParam(name: string): readonly [string, (value: string) => void] {
	const value = useSyncExternalStore(
		subscribe,
		() => new URLSearchParams(window.location.search).get(name) ?? "",
		() => "",
	);
	const set = useCallback(
		(next: string) => {
			const params = new URLSearchParams(window.location.search);
			if (next === "") params.delete(name);
			else params.set(name, next);
			const { pathname, hash } = window.location;
			window.history.replaceState(null, "", `${pathname}${params.size === 0 ? "" : `?${params}`}${hash}`);
			window.dispatchEvent(new Event("berth:address"));
		},
		[name],
	);
	return [value, set];
}
