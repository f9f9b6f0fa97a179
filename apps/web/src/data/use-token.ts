"use client";
import { useEffect, useState } from "react";

/**
 * What stands behind the `#` of a link under a name; undefined until it was looked at, null when there is none. It is taken out of the
 * address at once, so that it stays neither in the history nor on the screen.
 */
export function useToken(name: string): string | null | undefined {
	const [token, setToken] = useState<string | null | undefined>(undefined);
	useEffect(() => {
		const look = () => {
			const found = new URLSearchParams(window.location.hash.slice(1)).get(name);
			setToken((before) => found ?? before ?? null);
			if (found !== null) window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
		};
		look();
		window.addEventListener("hashchange", look);
		return () => window.removeEventListener("hashchange", look);
	}, [name]);
	return token;
}
