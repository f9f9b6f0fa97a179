"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { markOfOperation } from "@/format/mark.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { Link } from "@/ui/link.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { Bone } from "@/ui/skeleton.tsx";
import { MarkShapeIcon, StateMark } from "@/ui/state-mark.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { MoreLink } from "./in-flight.tsx";

const text = fleetText.fleet;
/** As many as are read at a glance. */
const SHOWN = 20;
/** The checks look at the whole host: not at every look at this page. */
const CHECKS_STALE_MS = 300_000;
const EVERY_MS = 15_000;

/** What an admin should look at: checks that found something, and what failed last. */
export function Warnings() {
	const trpc = useTRPC();
	const checks = useQuery(trpc.admin.preflight.list.queryOptions(undefined, { staleTime: CHECKS_STALE_MS }));
	const failed = useQuery(
		trpc.admin.history.operations.queryOptions({ states: ["failed", "rolled_back"], limit: SHOWN }, { refetchInterval: EVERY_MS }),
	);
	const found = checks.data?.filter(({ severity }) => severity === "blocker" || severity === "warning") ?? [];
	const ended = failed.data?.operations.slice(0, Math.max(0, SHOWN - found.length)) ?? [];
	const isKnown = checks.data !== undefined && failed.data !== undefined;
	return (
		<Panel title={text.warnings} aside={<MoreLink href="/admin/preflight" label={text.remedy} />}>
			<QueryProblem what={text.warnings} query={checks} />
			<QueryProblem what={text.failedLately} query={failed} />
			{found.length + ended.length === 0 ? (
				isKnown ? (
					<p className="text-ink-faint">{text.noWarnings}</p>
				) : (
					checks.error === null && failed.error === null && <Bone className="w-64" />
				)
			) : (
				<ul className="grid max-h-96 gap-2 overflow-y-auto">
					{found.map(({ id, title, seen, severity }) => (
						<li key={id} className="flex items-baseline gap-2">
							<MarkShapeIcon shape={severity === "blocker" ? "bad" : "warn"} className="translate-y-0.5" />
							<span className="min-w-0">
								<span className="font-medium">{title}</span> <span className="break-words text-ink-soft">{seen}</span>
							</span>
						</li>
					))}
					{ended.map((row) => (
						<li key={row.id} className="flex flex-wrap items-baseline gap-x-3">
							<StateMark mark={markOfOperation(row.state)} />
							<span>
								{row.kind}{" "}
								<Link href={`/admin/actors/${row.leaseId}`} className="rounded font-medium hover:underline">
									{row.leaseName}
								</Link>
							</span>
							<span className="min-w-0 flex-1 truncate text-ink-soft">{row.message ?? row.reason}</span>
							<Moment at={row.finishedAt ?? row.createdAt} className="text-12 text-ink-faint" />
						</li>
					))}
				</ul>
			)}
		</Panel>
	);
}
