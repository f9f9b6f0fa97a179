"use client";
import type { ListedEventView } from "@berth/core";
import { useState } from "react";
import { type EventFeedRow, keyOfEvent } from "@/data/event-feed.ts";
import { toProblem } from "@/data/problem.ts";
import { useEventFeed } from "@/data/use-event-feed.ts";
import { formatCount } from "@/format/count.ts";
import { historyText } from "@/text/admin-history.ts";
import { eventsText } from "@/text/lease-events.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { TextField } from "@/ui/field.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { eventKinds, passes, useEventFilter } from "./event-filter.ts";
import { EventTable } from "./event-table.tsx";
import { RateBars } from "./rate-bars.tsx";
import { useOlder } from "./use-older.ts";

const text = historyText.events;

/** What happens to every tenant's leases, as it happens, and what happened before. */
export function Events() {
	const { rows, problem } = useEventFeed();
	const { filter, setKind, setSearch } = useEventFilter();
	// What stood there when somebody paused; it stays until they go on.
	const [held, setHeld] = useState<readonly EventFeedRow[] | null>(null);
	const older = useOlder(filter.kind);
	const choose = (kind: typeof filter.kind) => {
		older.forget();
		setKind(kind);
	};
	const live = held ?? rows;
	const shown = live && arrange(live, older.events).filter((row) => row.kind === "gap" || passes(row.event, filter));
	const oldest = live?.findLast((row) => row.kind === "event");
	const waiting = held === null || rows === undefined ? 0 : rows.filter(({ key }) => !held.some((one) => one.key === key)).length;
	const isNarrowed = filter.kind !== "all" || filter.search !== "";
	return (
		<>
			<PageHead title={text.title}>
				{rows && <RateBars events={rows.flatMap((row) => (row.kind === "event" ? [row.event] : []))} />}
				<Button data-hotkey=" " onClick={() => setHeld(held === null ? (rows ?? []) : null)} aria-pressed={held !== null}>
					{held === null ? text.pause : waiting > 0 ? text.resume(formatCount(waiting)) : text.resumeNone}
				</Button>
			</PageHead>
			<fieldset className="mb-3 flex flex-wrap items-center gap-1">
				<legend className="sr-only">{text.filters}</legend>
				{eventKinds.map((kind) => (
					<FilterChip key={kind} isOn={filter.kind === kind} onClick={() => choose(kind)}>
						{eventsText.kinds[kind]}
					</FilterChip>
				))}
				<div className="w-full sm:ml-auto sm:w-64">
					<TextField
						label={text.search}
						quietLabel
						type="search"
						data-hotkey="/"
						placeholder={text.search}
						value={filter.search}
						onChange={({ target }) => setSearch(target.value)}
					/>
				</div>
			</fieldset>
			{problem && <ProblemPanel title={text.failed} problem={problem} className="mb-3" />}
			{(shown !== undefined || problem === null) && (
				<div className="rounded-card border bg-panel">
					{shown?.every(({ kind }) => kind === "gap") ? (
						<Empty title={isNarrowed ? text.filteredOut : text.none}>
							{isNarrowed ? (
								<Button
									onClick={() => {
										choose("all");
										setSearch("");
									}}
								>
									{text.clear}
								</Button>
							) : (
								<p>{text.noneHint}</p>
							)}
						</Empty>
					) : (
						<EventTable rows={shown} />
					)}
				</div>
			)}
			{older.error && <ProblemPanel title={text.olderFailed} problem={toProblem(older.error)} className="mt-3" />}
			{oldest?.kind === "event" && older.hasMore && (
				<div className="mt-3 flex justify-center">
					<Button busy={older.isLoading} onClick={() => older.load(oldest.event.at)}>
						{text.older}
					</Button>
				</div>
			)}
		</>
	);
}

/** The stream's rows and under them the older ones, each once: both know those of the moment between them. */
function arrange(live: readonly EventFeedRow[], older: readonly ListedEventView[]): readonly EventFeedRow[] {
	const known = new Set(live.map(({ key }) => key));
	return [...live, ...older.map(toRow).filter(({ key }) => !known.has(key))];
}

const toRow = (event: ListedEventView): EventFeedRow => ({ kind: "event", key: keyOfEvent(event), event });
