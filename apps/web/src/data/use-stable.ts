"use client";
import { useRef, useState } from "react";

/** The same object of functions in every drawing, each of which calls the newest of its name. */
export function useStable<T extends { readonly [K in keyof T]: (...args: never[]) => unknown }>(newest: T): T {
	const held = useRef(newest);
	held.current = newest;
	const [stable] = useState(() => {
		const call =
			(name: keyof T) =>
			(...args: never[]) =>
				held.current[name](...args);
		// Each function has the arguments and the result of the one it calls.
		return Object.fromEntries(Object.keys(newest).map((name) => [name, call(name as keyof T)])) as unknown as T;
	});
	return stable;
}
