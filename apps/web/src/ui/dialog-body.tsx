"use client";
import { clsx } from "clsx";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { dialogBodyText as text } from "@/text/ui.ts";
import { buttonClass } from "./button.tsx";

export interface DialogProps {
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly title: string;
	/** One sentence under the title; `null` when the body says it all. */
	readonly description: string | null;
	readonly wide?: boolean;
	readonly children: ReactNode;
}

/** Draws a dialog. Focus goes in, and back to what opened it. */
export function DialogBody({ open, onOpenChange, title, description, wide = false, children }: DialogProps) {
	const opener = useRef<Element>(null);
	return (
		<Radix.Root open={open} onOpenChange={onOpenChange}>
			<Radix.Portal>
				<Radix.Overlay className="fixed inset-0 z-40 bg-veil" />
				<Radix.Content
					onOpenAutoFocus={() => {
						opener.current = document.activeElement;
					}}
					onCloseAutoFocus={(event) => {
						// By itself it knows only an opener of its own make.
						event.preventDefault();
						if (opener.current instanceof HTMLElement) opener.current.focus();
					}}
					{...(description === null ? { "aria-describedby": undefined } : {})}
					className={clsx(
						"fixed top-[12vh] left-1/2 z-40 max-h-[80vh] w-[calc(100vw-24px)] -translate-x-1/2 overflow-y-auto",
						"rounded-card border border-line-strong bg-raised p-5 shadow-overlay",
						wide ? "max-w-2xl" : "max-w-md",
					)}
				>
					<Radix.Title className="pr-8 text-16 font-semibold">{title}</Radix.Title>
					{description !== null && <Radix.Description className="mt-1.5 text-ink-soft">{description}</Radix.Description>}
					{children}
					{/* Last, so that the first thing to reach is what the dialog is about. */}
					<Radix.Close aria-label={text.closeDialog} className={clsx(buttonClass("quiet", true), "absolute top-4 right-4 size-7 px-0")}>
						<X className="size-4" aria-hidden />
					</Radix.Close>
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}
