"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { adminText } from "@/text/admin.ts";
import { retentionText } from "@/text/admin-retention.ts";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";

const text = retentionText;
const EVERY_MS = 5_000;

type Skipped = keyof typeof text.skipped;

/** How the last sweep of this process's node went: what it left alone and why, and what it did not find. */
export function Sweeps() {
	const query = useQuery(useTRPC().admin.retention.sweeps.queryOptions(undefined, { refetchInterval: EVERY_MS }));
	const report = query.data;
	if (report === undefined && query.error === null) return <SkeletonPanel className="h-44" />;
	return (
		<Panel title={text.sweeps} aside={report?.node}>
			<QueryProblem what={text.sweepsWhat} query={query} />
			{report === null && <p className="text-ink-faint">{adminText.elsewhereHint}</p>}
			{report && (
				<dl data-testid="sweeps" className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5">
					<dt className="text-ink-faint">{text.lastSweep}</dt>
					<dd>{report.at === null ? text.noSweep : <Moment at={report.at} />}</dd>
					<dt className="text-ink-faint">{text.nextSweep}</dt>
					<dd>{report.nextAt === null ? text.nextSweepNow : <Moment at={report.nextAt} />}</dd>
					<dt className="text-ink-faint">{text.reap}</dt>
					<dd>
						<Outcome skipped={report.reapSkipped} isRun={report.at !== null} />
					</dd>
					<dt className="text-ink-faint">{text.look}</dt>
					<dd>
						<Outcome skipped={report.lookSkipped} isRun={report.at !== null} />
					</dd>
					<dt className="text-ink-faint">{text.missing}</dt>
					<dd className={report.missing.length > 0 ? "text-warn" : ""}>
						{report.missing.length === 0 ? text.missingNone : text.missingOf(report.missing.length)}
						{report.missing.length > 0 && (
							<ul className="mt-1 grid gap-1 text-12 text-ink-soft">
								{report.missing.map(({ retentionId, times }) => (
									<li key={retentionId}>
										<code>{retentionId}</code> {text.missingTimes(times)}
									</li>
								))}
								<li>{text.missingHint}</li>
							</ul>
						)}
					</dd>
					<dt className="text-ink-faint">{text.orphans}</dt>
					<dd className={report.orphans > 0 ? "font-medium text-warn" : ""}>{report.orphans}</dd>
				</dl>
			)}
		</Panel>
	);
}

function Outcome({ skipped, isRun }: { readonly skipped: Skipped | null; readonly isRun: boolean }) {
	if (!isRun) return <StateMark mark={{ shape: "unknown", word: text.noSweep }} />;
	if (skipped === null) return <StateMark mark={{ shape: "ok", word: text.done }} />;
	return (
		<StateMark mark={{ shape: skipped === "no-volumes" ? "rest" : "warn", word: text.skipped[skipped] }} className="whitespace-normal" />
	);
}
