"use client";
import { useEffect, useState } from "react";

const signs = ["pointermove", "pointerdown", "keydown", "focusin", "wheel"] as const;

/** Whether somebody has begun to do something on the page: from there on what only their doing needs is worth fetching. */
export function useTouched(): boolean {
	const [isTouched, setTouched] = useState(false);
	useEffect(() => {
		if (isTouched) return;
		const touch = () => setTouched(true);
		for (const sign of signs) window.addEventListener(sign, touch, { once: true, passive: true });
		return () => {
			for (const sign of signs) window.removeEventListener(sign, touch);
		};
	}, [isTouched]);
	return isTouched;
}
