"use client";
import { useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { type LogAddress, readAddress, writeAddress } from "./log-url.ts";

// A browser lets a page change its address some hundred times a minute.
const WRITE_MS = 250;

/** What the address says, and the way to change it. It follows a little after, without a new entry in the history. */
export function useLogAddress(): readonly [LogAddress, (change: Partial<LogAddress>) => void] {
	const params = useSearchParams();
	const [address, setAddress] = useState(() => readAddress(new URLSearchParams(params)));
	const isFirst = useRef(true);
	useEffect(() => {
		if (isFirst.current) {
			isFirst.current = false;
			return;
		}
		const timer = setTimeout(() => {
			const { pathname, search } = window.location;
			const next = writeAddress(new URLSearchParams(search), address);
			window.history.replaceState(null, "", next.size === 0 ? pathname : `${pathname}?${next}`);
		}, WRITE_MS);
		return () => clearTimeout(timer);
	}, [address]);
	return [address, (change) => setAddress((held) => ({ ...held, ...change }))];
}
