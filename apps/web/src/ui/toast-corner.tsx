"use client";
import { useEffect } from "react";
import { toast as draw, Toaster } from "sonner";
import { useValue } from "@/data/value.ts";
import { waitingToasts } from "./toast.ts";

/** Draws what waits to be said. */
export function ToastCorner() {
	const waiting = useValue(waitingToasts);
	// The library's own place listens before this runs: effects of what stands inside come first.
	useEffect(() => {
		if (waiting.length === 0) return;
		for (const { title, options, isError } of waiting) (isError ? draw.error : draw)(title, options);
		waitingToasts.set([]);
	}, [waiting]);
	return (
		<Toaster
			position="bottom-right"
			toastOptions={{
				unstyled: true,
				classNames: {
					toast:
						"flex w-80 font-sans items-start gap-3 rounded-card border border-line-strong bg-raised p-3 text-13 text-ink shadow-overlay",
					description: "text-ink-soft",
					actionButton: "ml-auto shrink-0 font-medium text-accent",
					closeButton: "text-ink-faint",
				},
			}}
		/>
	);
}
