"use client";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { TenantLeases } from "@/data/lease-list-context.tsx";
import { timeZoneName } from "@/format/time.ts";
import { appShellText as text } from "@/text/shell.ts";
import { useLate } from "@/ui/use-late.ts";
import { SideNav } from "./side-nav.tsx";
import { StaleStrip } from "./stale-strip.tsx";
import { TopBar } from "./top-bar.tsx";
import { useHotkeys } from "./use-hotkeys.ts";
import { useLostTenant } from "./use-lost-tenant.ts";

// What is opened over a page is loaded when it is first opened.
const loadPalette = () => import("./command-palette.tsx");
const loadHelp = () => import("./shortcut-help.tsx");
const loadDrawer = () => import("./nav-drawer.tsx");

type Overlay = "none" | "palette" | "help" | "drawer";

/** What stands around every page: navigation, the bar above, the palette, the keys. */
export function AppShell({ children }: { readonly children: ReactNode }) {
	const [overlay, setOverlay] = useState<Overlay>("none");
	const path = usePathname();
	// biome-ignore lint/correctness/useExhaustiveDependencies: going to another page closes what lies above this one
	useEffect(() => setOverlay("none"), [path]);
	useLostTenant();
	useHotkeys({ onPalette: () => setOverlay("palette"), onHelp: () => setOverlay("help") });
	const palette = useLate(overlay === "palette", loadPalette);
	const help = useLate(overlay === "help", loadHelp);
	const drawer = useLate(overlay === "drawer", loadDrawer);
	const toggle = (which: Overlay) => (open: boolean) => setOverlay(open ? which : "none");
	return (
		<TenantLeases>
			<a
				href="#content"
				className="sr-only z-50 rounded-control bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
			>
				{text.skipToThePage}
			</a>
			<div className="flex min-h-dvh">
				<SideNav />
				<div className="flex min-w-0 flex-1 flex-col">
					<TopBar onMenu={() => setOverlay("drawer")} onSearch={() => setOverlay("palette")} onHelp={() => setOverlay("help")} />
					<StaleStrip />
					<main id="content" tabIndex={-1} className="min-w-0 flex-1 px-4 py-5 outline-none sm:px-6">
						{children}
					</main>
					<Footer />
				</div>
			</div>
			{drawer && <drawer.NavDrawer open={overlay === "drawer"} onOpenChange={toggle("drawer")} />}
			{palette && (
				<palette.CommandPalette open={overlay === "palette"} onOpenChange={toggle("palette")} onHelp={() => setOverlay("help")} />
			)}
			{help && <help.ShortcutHelp open={overlay === "help"} onOpenChange={toggle("help")} />}
		</TenantLeases>
	);
}

function Footer() {
	return <footer className="px-4 pb-4 text-12 text-ink-faint sm:px-6">{text.timesAreIn(timeZoneName())}</footer>;
}
