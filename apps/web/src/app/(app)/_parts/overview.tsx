"use client";
import { Plus } from "lucide-react";
import { useTenantLeases } from "@/data/lease-list-context.tsx";
import { useMe } from "@/data/me.ts";
import { useSteady } from "@/data/use-steady.ts";
import { formatCount } from "@/format/count.ts";
import { LeaseTable } from "@/leases/lease-table.tsx";
import { openCount } from "@/shell/nav-links.tsx";
import { overviewText as words } from "@/text/app.ts";
import { overviewText as text } from "@/text/overview.ts";
import { buttonClass } from "@/ui/button.tsx";
import { Link } from "@/ui/link.tsx";
import { PageHead, Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { useLate } from "@/ui/use-late.ts";
import { AttentionList } from "./attention-list.tsx";
import { LastEvents } from "./last-events.tsx";
import { NoTenant } from "./no-tenant.tsx";
import { PreflightBanner } from "./preflight-banner.tsx";
import { Tiles } from "./tiles.tsx";

const RECENT = 8;

const loadFirst = () => import("./first-lease.tsx");

/** How all leases are, what needs a look, and what happened last. Without any lease it teaches how to make one. */
export function Overview() {
	const { isAdmin } = useMe();
	const { list, problem, retry } = useTenantLeases();
	const changed = list?.leases.toSorted((a, b) => b.stateSince.localeCompare(a.stateSince)).slice(0, RECENT);
	const { rows, hold } = useSteady(changed, list?.leases, ({ id }) => id);
	const isEmpty = list !== undefined && list.leases.length === 0;
	const first = useLate(isEmpty, loadFirst);
	if (problem?.code === "FORBIDDEN" && !list) return <NoTenant isAdmin={isAdmin} />;
	const news = list?.leases.reduce((sum, { eventSeq }) => sum + eventSeq, 0) ?? 0;
	return (
		<>
			<PageHead title={text.title} {...(list ? { note: text.leases(formatCount(openCount(list.counts))) } : {})}>
				{!isEmpty && (
					<Link href="/leases/new" className={buttonClass("primary")}>
						<Plus className="size-4" aria-hidden />
						{text.newLease}
					</Link>
				)}
			</PageHead>
			{isAdmin && <PreflightBanner />}
			{problem && <ProblemPanel title={text.failed} problem={problem} onRetry={retry} className="mb-4" />}
			<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
				{isEmpty ? first && <first.FirstLease /> : <Tiles counts={list?.counts} />}
				{list && <AttentionList leases={list.leases} />}
				{!isEmpty && (
					<>
						<Panel title={words.changedLast} flush>
							<LeaseTable rows={rows} label={words.leasesThatChangedLast} onHold={hold} />
						</Panel>
						<LastEvents news={news} />
					</>
				)}
			</div>
		</>
	);
}
