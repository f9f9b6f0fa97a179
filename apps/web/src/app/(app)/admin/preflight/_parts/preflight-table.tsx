"use client";
import type { RouterOutputs } from "@berth/client";
import { useQuery } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import type { Mark } from "@/format/mark.ts";
import { formatTook } from "@/format/time.ts";
import { preflightTableText as text } from "@/text/admin-parts.ts";
import { Button } from "@/ui/button.tsx";
import { Moment } from "@/ui/moment.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

type Check = RouterOutputs["admin"]["preflight"]["list"][number];

const marks: Record<Check["severity"], Mark> = {
	blocker: { shape: "bad", word: "blocker" },
	warning: { shape: "warn", word: "warning" },
	info: { shape: "pending", word: "info" },
	ok: { shape: "ok", word: "ok" },
};
const order: readonly Check["severity"][] = ["blocker", "warning", "info", "ok"];

/** What the host was asked and what it answered, the worst first, each with its remedy. */
export function PreflightTable() {
	const trpc = useTRPC();
	const checks = useQuery(trpc.admin.preflight.list.queryOptions());
	const rows = checks.data?.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
	const count = (severity: Check["severity"]) => rows?.filter((row) => row.severity === severity).length ?? 0;
	return (
		<>
			<PageHead
				title={text.preflight}
				{...(rows ? { note: `${count("blocker")} blockers · ${count("warning")} warnings · ${count("ok")} ok` } : {})}
			>
				<Button busy={checks.isFetching} onClick={() => void checks.refetch()}>
					{checks.isFetching ? text.running : text.runAgain}
				</Button>
			</PageHead>
			{checks.error && (
				<ProblemPanel
					title={text.theChecksCouldNotBe}
					problem={toProblem(checks.error)}
					onRetry={() => void checks.refetch()}
					className="mb-3"
				/>
			)}
			{(rows !== undefined || checks.error === null) && (
				<div className="rounded-card border bg-panel">
					<Table label={text.preflightChecks} plain aria-busy={rows === undefined || undefined}>
						<thead>
							<tr>
								<Th>{text.status}</Th>
								<Th>{text.check}</Th>
								<Th>{text.seen}</Th>
								<Th>{text.whatToDo}</Th>
								<Th className="text-right">{text.took}</Th>
								<Th>{text.lastRun}</Th>
							</tr>
						</thead>
						<tbody className="[&_tr:last-child_td]:border-b-0">
							{rows === undefined ? (
								<SkeletonRows rows={8} columns={6} />
							) : (
								rows.map((check) => (
									<tr key={check.id} data-check={check.id}>
										<Td>
											<StateMark mark={marks[check.severity]} />
										</Td>
										<Td className="font-medium whitespace-nowrap">{check.title}</Td>
										<Td className="min-w-48 text-ink-soft">{check.seen}</Td>
										<Td className="min-w-48">{check.remedy ?? <span className="text-ink-faint">{text.nothing}</span>}</Td>
										<Td className="text-right whitespace-nowrap text-ink-faint">{formatTook(check.durationMs)}</Td>
										<Td className="whitespace-nowrap text-ink-faint">
											<Moment at={check.checkedAt} />
										</Td>
									</tr>
								))
							)}
						</tbody>
					</Table>
				</div>
			)}
		</>
	);
}
