"use client";
import { DropdownMenu } from "radix-ui";
import { type ReactElement, type ReactNode, useEffect, useRef } from "react";
import { MenuPartsContext } from "./menu-parts.ts";

interface MenuBodyProps {
	readonly trigger: ReactElement;
	readonly align: "start" | "end";
	/** It was opened by a key, which puts its first item next. */
	readonly isByKey: boolean;
	readonly children: ReactNode;
}

/** A menu that opens at once, and by its trigger from then on. */
export function MenuBody({ trigger, align, isByKey, children }: MenuBodyProps) {
	const content = useRef<HTMLDivElement>(null);
	useEffect(() => {
		// The library saw no key: it was not there yet.
		if (isByKey) requestAnimationFrame(() => content.current?.querySelector<HTMLElement>("[role^=menuitem]")?.focus());
	}, [isByKey]);
	return (
		<DropdownMenu.Root defaultOpen>
			<DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
			<DropdownMenu.Portal>
				<DropdownMenu.Content
					ref={content}
					align={align}
					sideOffset={6}
					collisionPadding={8}
					className="z-50 min-w-52 rounded-card border border-line-strong bg-raised p-1 shadow-overlay"
				>
					<MenuPartsContext value={DropdownMenu}>{children}</MenuPartsContext>
				</DropdownMenu.Content>
			</DropdownMenu.Portal>
		</DropdownMenu.Root>
	);
}
