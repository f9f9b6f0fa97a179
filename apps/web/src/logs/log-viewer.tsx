"use client";
import { useMemo, useState } from "react";
import { useStored } from "@/data/stored.ts";
import { useStable } from "@/data/use-stable.ts";
import { Button } from "@/ui/button.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import type { LogRow } from "./log-buffer.ts";
import { filterRows, findMatches, type LogFilter, toLogText } from "./log-filter.ts";
import { type LogActions, LogToolbar } from "./log-toolbar.tsx";
import { LogViewport } from "./log-viewport.tsx";
import { saveText } from "./save-text.ts";
import { useLogStream } from "./use-log-stream.ts";

interface LogViewerProps {
	readonly leaseId: string;
	readonly leaseName: string;
	readonly services: readonly string[];
}

/** What was on the page when the reader scrolled away from the end; it stays so until they return. */
interface Frozen {
	readonly rows: readonly LogRow[];
	readonly total: number;
}

const everything: LogFilter = { services: new Set(), stream: "both", search: "", onlyMatches: false };

/** The log of all services of a lease, live. Reading back stops the page, not the stream. */
export function LogViewer({ leaseId, leaseName, services }: LogViewerProps) {
	const { buffer, version, state, problem } = useLogStream(leaseId);
	const [filter, setFilter] = useState(everything);
	const [wrap, setWrap] = useStored("wrap", "on");
	const [frozen, setFrozen] = useState<Frozen | null>(null);
	const [match, setMatch] = useState(0);
	// biome-ignore lint/correctness/useExhaustiveDependencies: the version says when the buffer has changed
	const live = useMemo(() => filterRows(buffer.rows(), filter), [buffer, version, filter]);
	const rows = useMemo(() => (frozen === null ? live : filterRows(frozen.rows, filter)), [frozen, live, filter]);
	const matches = useMemo(() => findMatches(rows, filter.search), [rows, filter.search]);
	const news = frozen === null ? 0 : live.reduce((count, { nth }) => count + (nth >= frozen.total ? 1 : 0), 0);
	const detach = () => setFrozen((held) => held ?? { rows: buffer.rows(), total: buffer.total() });
	// Newest first is what one looks for in a log; stepping goes round at both ends.
	const current = matches.length === 0 ? null : ((match % matches.length) + matches.length) % matches.length;
	const actions = useStable<LogActions>({
		filter: (next) => {
			setFilter(next);
			setMatch(-1);
		},
		step: (by) => {
			detach();
			setMatch((at) => at + by);
		},
		wrap: () => setWrap(wrap === "on" ? "off" : "on"),
		follow: () => (frozen === null ? detach() : setFrozen(null)),
		download: () => saveText(toLogText(rows), `${leaseName}.log`),
	});
	return (
		<section aria-label="Logs" className="flex h-[calc(100dvh-15.5rem)] min-h-80 flex-col rounded-card border bg-panel">
			<LogToolbar
				services={services}
				filter={filter}
				matchCount={matches.length}
				currentMatch={current}
				isWrapped={wrap === "on"}
				isFollowing={frozen === null}
				actions={actions}
			/>
			{problem && <ProblemPanel title="The log could not be followed" problem={problem} className="m-3" />}
			<div className="relative min-h-0 flex-1">
				<LogViewport
					rows={rows}
					isWrapped={wrap === "on"}
					isFollowing={frozen === null}
					onDetach={detach}
					onAttach={() => setFrozen(null)}
					search={filter.search}
					shownMatch={frozen === null || current === null ? null : (matches[current] ?? null)}
					services={services}
				/>
				{rows.length === 0 && problem === null && (
					<p className="pointer-events-none absolute inset-0 grid place-items-center text-ink-faint">
						{state === "opening" ? "" : buffer.total() > 0 ? "No line passes the filter." : "Nothing was written yet."}
					</p>
				)}
				{frozen !== null && (
					<Button look="primary" small onClick={() => setFrozen(null)} className="absolute right-5 bottom-3 rounded-full px-3">
						{news > 0 ? `${news} new ↓` : "To the end ↓"}
					</Button>
				)}
			</div>
			<p className="flex flex-wrap justify-between gap-x-4 border-t px-3 py-1.5 text-12 text-ink-faint tabular-nums">
				<span data-testid="log-count">{countText(buffer.size(), buffer.total())}</span>
				<span>{state === "ended" ? "The stream has ended." : frozen === null ? "Following" : "Standing still; new lines are kept"}</span>
			</p>
		</section>
	);
}

const countText = (held: number, total: number): string =>
	total > held ? `The newest ${held} of ${total} lines` : `${total} ${total === 1 ? "line" : "lines"}`;
