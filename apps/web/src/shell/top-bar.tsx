"use client";
import { Keyboard, Menu as MenuIcon, Search } from "lucide-react";
import { topBarText as text } from "@/text/shell.ts";
import { Button, IconButton } from "@/ui/button.tsx";
import { KeyCap } from "@/ui/key-cap.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { Crumbs } from "./crumbs.tsx";
import { StreamHealthButton } from "./stream-health-button.tsx";
import { ThemeMenu } from "./theme-menu.tsx";

interface TopBarProps {
	readonly onMenu: () => void;
	readonly onSearch: () => void;
	readonly onHelp: () => void;
}

/** Where one is, how fresh the page is, and what works everywhere. */
export function TopBar({ onMenu, onSearch, onHelp }: TopBarProps) {
	return (
		<header className="sticky top-0 z-20 flex h-12 items-center gap-1 border-b bg-panel px-3 sm:gap-2 sm:px-6">
			<IconButton label={text.openNavigation} onClick={onMenu} className="-ml-1 md:hidden">
				<MenuIcon className="size-4" aria-hidden />
			</IconButton>
			<Crumbs />
			<Button look="quiet" small onClick={onSearch} className="ml-auto" aria-keyshortcuts="Meta+K Control+K">
				<Search className="size-3.5" aria-hidden />
				<span className="sr-only lg:not-sr-only">
					{text.search}
					<span className="sr-only"> {text.andCommands}</span>
				</span>
				<span className="hidden lg:inline" aria-hidden="true">
					<KeyCap>⌘K</KeyCap>
				</span>
			</Button>
			<StreamHealthButton />
			<span className="hidden sm:contents">
				<IconButton label={text.keyboardShortcuts} onClick={onHelp}>
					<Keyboard className="size-4" aria-hidden />
				</IconButton>
			</span>
			<ThemeMenu />
			<AccountMenu />
		</header>
	);
}
