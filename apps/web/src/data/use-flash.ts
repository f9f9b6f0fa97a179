"use client";
import { useEffect, useRef } from "react";

const TINT_MS = 600;

/** Gives an element one soft tint whenever `version` has changed. Returns the ref to put on it. */
export function useFlash<T extends HTMLElement = HTMLTableRowElement>(version: number | string) {
	const element = useRef<T>(null);
	const known = useRef(version);
	useEffect(() => {
		if (known.current === version) return;
		known.current = version;
		if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
		element.current?.animate([{ backgroundColor: "var(--flash)" }, {}], { duration: TINT_MS, easing: "ease-out" });
	}, [version]);
	return element;
}
