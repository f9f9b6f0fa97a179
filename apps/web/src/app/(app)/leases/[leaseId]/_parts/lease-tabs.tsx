"use client";
import { clsx } from "clsx";
import { usePathname } from "next/navigation";
import { leaseText } from "@/text/lease.ts";
import { leaseTabsText as words } from "@/text/lease-summary.ts";
import { Link } from "@/ui/link.tsx";

const tabs = [
	{ path: "", label: leaseText.tabs.summary },
	{ path: "/services", label: leaseText.tabs.services },
	{ path: "/logs", label: leaseText.tabs.logs },
	{ path: "/metrics", label: leaseText.tabs.metrics },
	{ path: "/terminal", label: leaseText.tabs.terminal },
	{ path: "/releases", label: leaseText.tabs.releases },
	{ path: "/volumes", label: leaseText.tabs.volumes },
	{ path: "/events", label: leaseText.tabs.events },
	{ path: "/settings", label: leaseText.tabs.settings },
] as const;

/** The lease's pages; each by its number on the keyboard, too. */
export function LeaseTabs({ leaseId }: { readonly leaseId: string }) {
	const here = usePathname();
	const base = `/leases/${leaseId}`;
	return (
		<nav aria-label={words.lease} className="mb-5 overflow-x-auto border-b">
			<ul className="flex gap-1">
				{tabs.map(({ path, label }, index) => {
					const isHere = here === base + path;
					return (
						<li key={label}>
							<Link
								href={base + path}
								data-hotkey={index + 1}
								aria-current={isHere ? "page" : undefined}
								className={clsx(
									"-mb-px inline-flex h-9 items-center border-b-2 px-3 -outline-offset-2",
									isHere ? "border-accent font-medium text-ink" : "border-transparent text-ink-soft hover:text-ink",
								)}
							>
								{label}
							</Link>
						</li>
					);
				})}
			</ul>
		</nav>
	);
}
