"use client";
import { clsx } from "clsx";
import { usePathname } from "next/navigation";
import { Link } from "@/ui/link.tsx";

const tabs = [
	{ path: "", label: "Summary" },
	{ path: "/logs", label: "Logs" },
	{ path: "/metrics", label: "Metrics" },
	{ path: "/events", label: "Events" },
	{ path: "/releases", label: "Releases" },
	{ path: "/settings", label: "Settings" },
] as const;

export function LeaseTabs({ leaseId }: { readonly leaseId: string }) {
	const here = usePathname();
	const base = `/leases/${leaseId}`;
	return (
		<nav aria-label="Lease" className="mb-5 overflow-x-auto border-b">
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
