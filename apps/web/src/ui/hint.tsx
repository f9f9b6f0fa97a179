"use client";
import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";

/** A word or two on hover and on focus. `children` must be one focusable element that takes a ref. */
export function Hint({ text, children }: { readonly text: string; readonly children: ReactNode }) {
	return (
		<Tooltip.Root>
			<Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
			<Tooltip.Portal>
				<Tooltip.Content
					sideOffset={6}
					collisionPadding={8}
					className="z-50 max-w-72 rounded-control border border-line-strong bg-raised px-2 py-1 text-12 text-ink shadow-overlay"
				>
					{text}
				</Tooltip.Content>
			</Tooltip.Portal>
		</Tooltip.Root>
	);
}
