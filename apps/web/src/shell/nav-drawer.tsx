"use client";
import { Dialog } from "radix-ui";
import { navDrawerText as text } from "@/text/shell.ts";
import { Brand } from "@/ui/brand.tsx";
import { NavLinks } from "./nav-links.tsx";
import { TenantMenu } from "./tenant-menu.tsx";

/** The navigation of a phone. */
export function NavDrawer({ open, onOpenChange }: { readonly open: boolean; readonly onOpenChange: (open: boolean) => void }) {
	return (
		<Dialog.Root open={open} onOpenChange={onOpenChange}>
			<Dialog.Portal>
				<Dialog.Overlay className="fixed inset-0 z-40 bg-veil" />
				<Dialog.Content
					aria-describedby={undefined}
					className="fixed inset-y-0 left-0 z-40 flex w-64 flex-col border-r bg-panel shadow-overlay"
				>
					<Dialog.Title className="flex h-12 items-center px-4">
						<Brand />
						<span className="sr-only">{text.navigation}</span>
					</Dialog.Title>
					<TenantMenu />
					<nav aria-label={text.main} className="flex-1 overflow-y-auto px-2 py-2">
						<NavLinks />
					</nav>
				</Dialog.Content>
			</Dialog.Portal>
		</Dialog.Root>
	);
}
