"use client";
import { useEffect, useMemo, useState } from "react";
import { useStored } from "@/data/stored.ts";
import { useStable } from "@/data/use-stable.ts";
import { logText } from "@/text/logs.ts";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import type { LogActions } from "./log-actions.ts";
import type { LogRow } from "./log-buffer.ts";
import { LogEdge } from "./log-edge.tsx";
import { compileFilter, filterRows, findMatches, noFilter } from "./log-filter.ts";
import { LogFoot, LogPill } from "./log-foot.tsx";
import type { RowActions } from "./log-line-row.tsx";
import { type LogLook, timeFormats } from "./log-look.ts";
import { withMarks } from "./log-marks.ts";
import { LogNotice } from "./log-notice.tsx";
import { LogToolbar } from "./log-toolbar.tsx";
import { LogViewport } from "./log-viewport.tsx";
import { SearchBanner } from "./search-banner.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { useLogAddress } from "./use-log-address.ts";
import { useLogSearch } from "./use-log-search.ts";
import { TAIL, useLogStream } from "./use-log-stream.ts";
import { useSelection } from "./use-selection.ts";
import { useStanding } from "./use-standing.ts";

interface LogViewerProps {
	readonly leaseId: string;
	readonly services: readonly string[];
	/** Of the service that has the most. */
	readonly instances: number;
	/** What happened to the lease, to be told between the lines. */
	readonly marks: readonly LogRow[];
}

/** The log of all services of a lease, live. Reading back stops the page, not the stream. */
export function LogViewer({ leaseId, services, instances, marks }: LogViewerProps) {
	const { buffer, version, state, problem, heardAt, touch } = useLogStream(leaseId);
	const [{ filter, pinned, at }, setAddress] = useLogAddress();
	const [wrap, setWrap] = useStored("wrap", "on");
	const [times, setTimes] = useStored("log-times", "local");
	const [raw, setRaw] = useStored("log-raw", "off");
	const [isAloud, setAloud] = useState(false);
	const [match, setMatch] = useState(-1);
	const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
	const { standing, detach, attach, loadOlder, loadNewer, showAround, loadGap, loadingGap } = useStanding(leaseId, buffer);
	const { search, start, cancel, close } = useLogSearch(leaseId);
	const compiled = useMemo(() => compileFilter(filter, Date.now()), [filter]);

	// A link to a line is followed once; its place is forgotten when the reader goes on to the end.
	// biome-ignore lint/correctness/useExhaustiveDependencies: the first address is the link
	useEffect(() => {
		if (at !== null) void showAround(at);
	}, []);
	const toEnd = () => {
		attach();
		setAddress({ at: null });
	};

	// biome-ignore lint/correctness/useExhaustiveDependencies: the version says when the buffer has changed
	const live = useMemo(
		() => filterRows(withMarks(buffer.rows(), marks, buffer.total() < TAIL), compiled),
		[buffer, version, marks, compiled],
	);
	const stood = useMemo(
		() => standing && filterRows(withMarks(standing.rows, marks, standing.edge.kind === "begin"), compiled),
		[standing, marks, compiled],
	);
	const rows = search?.rows ?? stood ?? live;
	const matches = useMemo(() => findMatches(rows, compiled), [rows, compiled]);
	const isFollowing = standing === null && search === null;
	const news = useMemo(() => countNews(live, standing), [live, standing]);
	// Newest first is what one looks for in a log; stepping goes round at both ends.
	const current = matches.length === 0 ? null : ((match % matches.length) + matches.length) % matches.length;
	const selection = useSelection(rows);

	const actions = useStable<LogActions>({
		filter: (change) => {
			setAddress({ filter: { ...filter, ...change } });
			setMatch(-1);
		},
		step: (by) => {
			if (search === null) detach();
			setMatch((held) => held + by);
		},
		searchAll: (text) => {
			const next = { ...filter, search: text };
			setAddress({ filter: next });
			setMatch(0);
			start(compileFilter(next, Date.now()).query);
		},
		wrap: () => setWrap(wrap === "on" ? "off" : "on"),
		follow: () => (standing === null ? detach() : toEnd()),
		pause: () => (standing === null ? detach(true) : toEnd()),
		times: () => setTimes(timeFormats[(timeFormats.indexOf(look.times) + 1) % timeFormats.length] ?? "local"),
		raw: () => setRaw(raw === "on" ? "off" : "on"),
		aloud: () => setAloud(!isAloud),
	});
	const rowActions = useStable<RowActions>({
		select: selection.select,
		unfold: ({ nth }) => {
			if (search === null) detach();
			setUnfolded((held) => {
				const next = new Set(held);
				if (!next.delete(nth)) next.add(nth);
				return next;
			});
		},
		filterText: (text) => actions.filter({ search: text, isRegex: false, isInverted: false, onlyMatches: true }),
		pin: (key) => setAddress({ pinned: pinned.includes(key) ? pinned.filter((held) => held !== key) : [...pinned, key] }),
		loadGap: (gap) => void loadGap(gap, standing?.rows ?? buffer.rows()).then(touch),
	});
	const showing = useMemo(() => ({ isRaw: raw === "on", pinned }), [raw, pinned]);
	const look: Omit<LogLook, "isNarrow"> = useMemo(
		() => ({
			isWrapped: wrap === "on",
			times: timeFormats.find((format) => format === times) ?? "local",
			showing,
			marks: compiled.marks,
			services,
		}),
		[wrap, times, showing, compiled.marks, services],
	);
	const target = standing?.target ?? null;
	const stepped = current === null || match === -1 ? null : (matches[current] ?? null);
	const shownRow = isFollowing ? null : (stepped ?? (target === null ? null : rows.findIndex(({ nth }) => nth === target)));
	const edge = search === null && (
		<LogEdge edge={standing?.edge ?? { kind: "more" }} rows={standing?.rows ?? []} onLoad={() => void loadOlder()} />
	);
	return (
		<section aria-label={logText.logs} className="flex h-[calc(100dvh-15.5rem)] min-h-96 flex-col rounded-card border bg-panel">
			<LogToolbar
				leaseId={leaseId}
				services={services}
				instances={instances}
				filter={filter}
				query={compiled.query}
				isBroken={compiled.isBroken}
				isFiltered={compiled.isNarrow || filter.search !== ""}
				matchCount={matches.length}
				currentMatch={current}
				isWrapped={look.isWrapped}
				isFollowing={standing === null}
				isPaused={standing?.isPaused ?? false}
				isRaw={showing.isRaw}
				isAloud={isAloud}
				times={look.times}
				actions={actions}
			/>
			{problem && <ProblemPanel title={logText.failed} problem={problem} className="m-3" />}
			{search && <SearchBanner search={search} onCancel={cancel} onClose={close} />}
			<div className="relative min-h-0 flex-1">
				<LogViewport
					rows={rows}
					look={look}
					isFollowing={isFollowing}
					onDetach={() => detach()}
					onEnd={() => (search !== null || standing?.isPaused ? undefined : standing?.isApart ? void loadNewer() : toEnd())}
					onStart={() => search === null && standing?.edge.kind === "more" && void loadOlder()}
					shownRow={shownRow === -1 ? null : shownRow}
					selected={selection.places}
					unfolded={unfolded}
					loadingGap={loadingGap}
					isAloud={isAloud && isFollowing}
					actions={rowActions}
					edge={edge}
				/>
				{rows.length === 0 && problem === null && search === null && (
					<LogNotice
						isOpening={state === "opening"}
						isFiltered={buffer.total() > 0}
						onSearch={() => start(compiled.query)}
						onClear={() => actions.filter(noFilter)}
					/>
				)}
				{selection.rows.length > 0 && (
					<SelectionBar
						rows={selection.rows}
						onAround={(cursor) => {
							close();
							selection.clear();
							setAddress({ at: cursor });
							void showAround(cursor);
						}}
						onClear={selection.clear}
					/>
				)}
				<LogPill standing={search === null ? standing : null} news={news} onEnd={toEnd} />
			</div>
			<LogFoot buffer={buffer} version={version} state={state} heardAt={heardAt} />
		</section>
	);
}

/** Lines of the stream that have come since the page stands. */
const countNews = (live: readonly LogRow[], standing: { readonly total: number } | null): number =>
	standing === null ? 0 : live.reduce((count, { nth, message }) => count + (message.kind !== "mark" && nth >= standing.total ? 1 : 0), 0);
