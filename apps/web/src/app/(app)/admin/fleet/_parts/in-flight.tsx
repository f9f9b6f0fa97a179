"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { useNow } from "@/data/use-now.ts";
import { markOfOperation } from "@/format/mark.ts";
import { formatClock } from "@/format/time.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { historyText } from "@/text/admin-history.ts";
import { Link } from "@/ui/link.tsx";
import { Panel } from "@/ui/panel.tsx";
import { Bone } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { stepOf } from "../../operations/_parts/operation-table.tsx";

const text = fleetText.fleet;
const SHOWN = 6;
const EVERY_MS = 5_000;

/** What is under way over all tenants, with the step it is at. */
export function InFlight() {
	const now = useNow();
	const query = useQuery(
		useTRPC().admin.history.operations.queryOptions({ states: ["queued", "running"], limit: SHOWN }, { refetchInterval: EVERY_MS }),
	);
	const rows = query.data?.operations;
	return (
		<Panel title={text.operations} aside={<MoreLink href="/admin/operations" label={text.allOperations} />}>
			<QueryProblem what={historyText.operations.what} query={query} />
			{rows === undefined ? (
				query.error === null && <Bone className="w-64" />
			) : rows.length === 0 ? (
				<p className="text-ink-faint">{text.noOperations}</p>
			) : (
				<ul className="grid gap-1.5">
					{rows.map((row) => (
						<li key={row.id} className="flex items-center gap-3">
							<StateMark mark={{ ...markOfOperation(row.state), word: row.kind }} className="w-28 shrink-0" />
							<Link href={`/admin/actors/${row.leaseId}`} className="min-w-0 truncate rounded font-medium hover:underline">
								{row.leaseName}
							</Link>
							<span className="truncate text-ink-soft">{stepOf(row)?.name}</span>
							<span className="ml-auto shrink-0 text-ink-faint tabular-nums">
								{formatClock(now - Date.parse(row.startedAt ?? row.createdAt))}
							</span>
						</li>
					))}
				</ul>
			)}
		</Panel>
	);
}

export const MoreLink = ({ href, label }: { readonly href: string; readonly label: string }) => (
	<Link href={href} className="rounded hover:underline">
		{label}
	</Link>
);
