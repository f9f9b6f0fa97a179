"use client";
import { type RefObject, useEffect, useState } from "react";

export interface TextSize {
	readonly viewPx: number;
	readonly widthPx: number;
	/** Width of one character of the box's font, which must be of fixed width. */
	readonly charPx: number;
}

/** The size of a box and of the characters in it, kept right while either changes. */
export function useTextSize(box: RefObject<HTMLElement | null>): TextSize {
	const [size, setSize] = useState<TextSize>({ viewPx: 600, widthPx: 1_000, charPx: 7.2 });
	useEffect(() => {
		const element = box.current;
		if (element === null) return;
		const measure = () => {
			const { font } = getComputedStyle(element);
			const context = document.createElement("canvas").getContext("2d");
			if (context) context.font = font;
			const charPx = context ? context.measureText("0".repeat(100)).width / 100 : 7.2;
			setSize({ viewPx: element.clientHeight, widthPx: element.clientWidth, charPx });
		};
		const observer = new ResizeObserver(measure);
		observer.observe(element);
		// The font may come after the first line was drawn.
		void document.fonts.ready.then(measure);
		return () => observer.disconnect();
	}, [box]);
	return size;
}
