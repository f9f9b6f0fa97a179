"use client";
import { Plus } from "lucide-react";
import { useTenantLeases } from "@/data/lease-list-context.tsx";
import { useMe } from "@/data/me.ts";
import { useSteady } from "@/data/use-steady.ts";
import { LeaseTable } from "@/leases/lease-table.tsx";
import { openCount } from "@/shell/nav-links.tsx";
import { buttonClass } from "@/ui/button.tsx";
import { Link } from "@/ui/link.tsx";
import { PageHead, Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { AttentionList } from "./attention-list.tsx";
import { FirstLease } from "./first-lease.tsx";
import { NoTenant } from "./no-tenant.tsx";
import { PreflightBanner } from "./preflight-banner.tsx";
import { QuotaPanel } from "./quota-panel.tsx";
import { StateTiles } from "./state-tiles.tsx";

const RECENT = 8;

/** How all leases are, what needs a look, and what changed last. Without any lease it teaches how to make one. */
export function Overview() {
	const { isAdmin } = useMe();
	const { list, problem, retry } = useTenantLeases();
	const changed = list?.leases.toSorted((a, b) => b.stateSince.localeCompare(a.stateSince)).slice(0, RECENT);
	const { rows, hold } = useSteady(changed, list?.leases, ({ id }) => id);
	if (problem?.code === "FORBIDDEN" && !list) return <NoTenant isAdmin={isAdmin} />;
	const isEmpty = list !== undefined && list.leases.length === 0;
	return (
		<>
			<PageHead title="Overview" {...(list ? { note: `${openCount(list.counts)} leases` } : {})}>
				{!isEmpty && (
					<Link href="/leases/new" className={buttonClass("primary")}>
						<Plus className="size-4" aria-hidden />
						New lease
					</Link>
				)}
			</PageHead>
			{isAdmin && <PreflightBanner />}
			{problem && <ProblemPanel title="The leases could not be loaded" problem={problem} onRetry={retry} className="mb-4" />}
			{isEmpty ? (
				<FirstLease />
			) : (
				<div className="grid gap-4">
					{list ? <StateTiles counts={list.counts} /> : <SkeletonPanel className="h-[5.25rem]" />}
					{list && <AttentionList leases={list.leases} />}
					<Panel title="Changed last" flush>
						<LeaseTable rows={rows} label="Leases that changed last" onHold={hold} />
					</Panel>
					<QuotaPanel />
				</div>
			)}
		</>
	);
}
