"use client";
import { clsx } from "clsx";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./button.tsx";

interface DialogProps {
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly title: string;
	/** One sentence under the title; `null` when the body says it all. */
	readonly description: string | null;
	readonly wide?: boolean;
	readonly children: ReactNode;
}

/** A question or a small form above the page. Focus goes in, and back to what opened it. */
export function Dialog({ open, onOpenChange, title, description, wide = false, children }: DialogProps) {
	return (
		<Radix.Root open={open} onOpenChange={onOpenChange}>
			<Radix.Portal>
				<Radix.Overlay className="fixed inset-0 z-40 bg-veil" />
				<Radix.Content
					{...(description === null ? { "aria-describedby": undefined } : {})}
					className={clsx(
						"fixed top-[12vh] left-1/2 z-40 max-h-[80vh] w-[calc(100vw-24px)] -translate-x-1/2 overflow-y-auto",
						"rounded-card border border-line-strong bg-raised p-5 shadow-overlay",
						wide ? "max-w-2xl" : "max-w-md",
					)}
				>
					<div className="flex items-start justify-between gap-4">
						<Radix.Title className="text-16 font-semibold">{title}</Radix.Title>
						<Radix.Close asChild>
							<IconButton label="Close dialog" className="-mt-0.5 -mr-1.5">
								<X className="size-4" aria-hidden />
							</IconButton>
						</Radix.Close>
					</div>
					{description !== null && <Radix.Description className="mt-1.5 text-ink-soft">{description}</Radix.Description>}
					{children}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}
