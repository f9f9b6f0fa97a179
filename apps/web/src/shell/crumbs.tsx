"use client";
import { usePathname } from "next/navigation";
import { createValue, useValue } from "@/data/value.ts";
import { crumbsText as text } from "@/text/shell.ts";
import { Link } from "@/ui/link.tsx";
import { adminPages, isCurrent, otherPages, tenantPages } from "./pages.ts";

/** The name of the thing a page is about, once the page has learnt it: a lease's name. */
export const crumbName = createValue<string | null>(null);

/** The way from the list to this page. */
export function Crumbs() {
	const path = usePathname();
	const name = useValue(crumbName);
	const page = [...otherPages, ...adminPages, ...tenantPages].find(({ href }) => isCurrent(href, path));
	const isLease = path.startsWith("/leases/") && path !== "/leases/new";
	const isNew = path === "/leases/new";
	const isActor = path.startsWith("/admin/actors/");
	return (
		<nav aria-label={text.breadcrumb} className="min-w-0">
			<ol className="flex min-w-0 items-center gap-1.5 text-ink-soft">
				{path.startsWith("/admin") && <li className="hidden sm:block">{text.admin}</li>}
				{(isLease || isNew) && (
					<li className="shrink-0">
						<Link href="/leases" className="rounded hover:text-ink">
							{text.leases}
						</Link>
						<span aria-hidden="true"> /</span>
					</li>
				)}
				{isActor && (
					<li className="shrink-0">
						<Link href="/admin/actors" className="rounded hover:text-ink">
							{text.actors}
						</Link>
						<span aria-hidden="true"> /</span>
					</li>
				)}
				<li aria-current="page" className="truncate font-medium text-ink">
					{isLease || isActor ? (name ?? "…") : (page?.label ?? text.notFound)}
				</li>
			</ol>
		</nav>
	);
}
