"use client";
import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import type { LeaseCounts } from "@/data/apply-list.ts";
import { useTenantLeases } from "@/data/lease-list-context.tsx";
import { useMe } from "@/data/me.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatCount } from "@/format/count.ts";
import { navLinksText as text } from "@/text/shell.ts";
import { Link } from "@/ui/link.tsx";
import { adminPages, isCurrent, type PageLink, tenantPages } from "./pages.ts";

/** Leases that are not closed. */
export const openCount = (counts: LeaseCounts): number =>
	Object.entries(counts).reduce((sum, [state, count]) => (state === "closed" ? sum : sum + count), 0);

/** The links of the navigation, in the side bar and in the drawer of a phone. */
export function NavLinks({ isFolded = false }: { readonly isFolded?: boolean }) {
	const { isAdmin } = useMe();
	const { list } = useTenantLeases();
	const count = list ? openCount(list.counts) : 0;
	return (
		<>
			<ul className="grid gap-0.5">
				{tenantPages.map((page) => (
					<NavItem key={page.href} page={page} isFolded={isFolded}>
						{page.href === "/leases" && count > 0 && <span className="text-ink-faint tabular-nums">{formatCount(count)}</span>}
					</NavItem>
				))}
			</ul>
			{isAdmin && (
				<>
					<h2 className={clsx("mt-4 mb-1 px-2 text-12 text-ink-faint", isFolded && "sr-only")}>{text.admin}</h2>
					{isFolded && <hr className="mx-2 my-2" />}
					<ul className="grid gap-0.5">
						{adminPages.map((page) => (
							<NavItem key={page.href} page={page} isFolded={isFolded}>
								{page.href === "/admin/actors" && <StuckCount />}
							</NavItem>
						))}
					</ul>
				</>
			)}
		</>
	);
}

function NavItem({ page, isFolded, children }: { readonly page: PageLink; readonly isFolded: boolean; readonly children: ReactNode }) {
	const path = usePathname();
	const isHere = isCurrent(page.href, path);
	return (
		<li>
			<Link
				href={page.href}
				data-hint={isFolded ? page.label : undefined}
				aria-current={isHere ? "page" : undefined}
				className={clsx(
					"flex h-8 items-center gap-2.5 rounded-control px-2 transition-colors",
					isFolded && "justify-center",
					isHere ? "bg-accent-soft font-medium text-ink" : "text-ink-soft hover:bg-hover hover:text-ink",
				)}
			>
				<page.icon className={clsx("size-4 shrink-0", isHere && "text-accent")} aria-hidden />
				<span className={isFolded ? "sr-only" : "flex-1"}>{page.label}</span>
				{!isFolded && children}
			</Link>
		</li>
	);
}

/** Actors past their deadline. Asked for now and then: the table itself is live. */
function StuckCount() {
	const trpc = useTRPC();
	const actors = useQuery(trpc.admin.actors.list.queryOptions(undefined, { refetchInterval: 30_000 }));
	const stuck = actors.data?.actors.filter(({ stuckMs }) => stuckMs > 0).length ?? 0;
	if (stuck === 0) return null;
	return (
		<span className="font-medium text-bad tabular-nums">
			{stuck}
			<span aria-hidden="true">!</span>
			<span className="sr-only"> {text.pastTheirDeadline}</span>
		</span>
	);
}
