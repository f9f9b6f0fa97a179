"use client";
import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { useStored } from "@/data/stored.ts";
import { sideNavText as text } from "@/text/shell.ts";
import { BrandMark } from "@/ui/brand.tsx";
import { IconButton } from "@/ui/button.tsx";
import { Link } from "@/ui/link.tsx";
import { NavLinks } from "./nav-links.tsx";
import { TenantMenu } from "./tenant-menu.tsx";

/** The navigation of a wide screen; it folds to pictures and remembers that it did. */
export function SideNav() {
	const [width, setWidth] = useStored("nav", "wide");
	const isFolded = width === "folded";
	return (
		<aside className={`sticky top-0 hidden h-dvh shrink-0 flex-col border-r bg-panel md:flex ${isFolded ? "w-14" : "w-52"}`}>
			<div className="flex h-12 items-center gap-2 px-4">
				<Link
					href="/"
					aria-label={text.berthOverview}
					className="inline-flex items-center gap-2 rounded text-16 font-semibold tracking-tight"
				>
					<BrandMark />
					{!isFolded && text.berth}
				</Link>
			</div>
			{!isFolded && <TenantMenu />}
			<nav aria-label={text.main} className="flex-1 overflow-y-auto px-2 py-2">
				<NavLinks isFolded={isFolded} />
			</nav>
			<div className={`flex border-t p-2 ${isFolded ? "justify-center" : "justify-end"}`}>
				<IconButton label={isFolded ? text.unfoldNavigation : text.foldNavigation} onClick={() => setWidth(isFolded ? "wide" : "folded")}>
					{isFolded ? <PanelLeftOpen className="size-4" aria-hidden /> : <PanelLeftClose className="size-4" aria-hidden />}
				</IconButton>
			</div>
		</aside>
	);
}
