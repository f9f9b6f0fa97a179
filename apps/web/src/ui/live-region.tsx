"use client";
import { announced } from "@/data/announce.ts";
import { useValue } from "@/data/value.ts";

/** The one place from which a screen reader is told what happened. */
export function LiveRegion() {
	const { text, nth } = useValue(announced);
	return (
		<div aria-live="polite" role="status" className="sr-only">
			<span key={nth}>{text}</span>
		</div>
	);
}
