"use client";
import { useEffect, useState } from "react";

const AGAIN_MS = 2_000;

/**
 * A part of the program that is loaded once it is wanted; null until it is there. `load` must stay the same function. What could not
 * be loaded is tried again for as long as it is wanted.
 */
export function useLate<T>(isWanted: boolean, load: () => Promise<T>): T | null {
	const [part, setPart] = useState<{ readonly is: T } | null>(null);
	useEffect(() => {
		if (!isWanted || part !== null) return;
		let timer: ReturnType<typeof setTimeout>;
		let ended = false;
		const go = () =>
			void load().then(
				(is) => {
					if (!ended) setPart({ is });
				},
				() => {
					if (!ended) timer = setTimeout(go, AGAIN_MS);
				},
			);
		go();
		return () => {
			ended = true;
			clearTimeout(timer);
		};
	}, [isWanted, part, load]);
	return part?.is ?? null;
}
