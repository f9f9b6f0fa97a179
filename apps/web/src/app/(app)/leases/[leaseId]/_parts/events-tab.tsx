"use client";
import { type LeaseEventType, leaseEventTypes } from "@berth/core";
import { useEffect, useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useParam } from "@/data/use-param.ts";
import { EventExport } from "@/leases/event-export.tsx";
import { eventsText } from "@/text/lease-events.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { Table, Th } from "@/ui/table.tsx";
import { EventRow } from "./event-row.tsx";
import { useLeaseFeed } from "./lease-context.ts";
import { useOlderEvents } from "./use-older-events.ts";

const text = eventsText;
const kinds = Object.keys(text.kinds) as readonly (keyof typeof text.kinds)[];
const named: ReadonlySet<string> = new Set(kinds);
const typesOf = (kind: (typeof kinds)[number]): readonly LeaseEventType[] | null =>
	kind === "all" ? null : leaseEventTypes.filter((type) => (kind === "other" ? !named.has(type) : type === kind));

/** The lease's log of events, newest first, growing at the top as it happens, and at its end when asked to. Filter and operation are in the address. */
export function LeaseEventsTab() {
	const { events: followed, lease } = useLeaseFeed();
	const older = useOlderEvents(lease.id, followed);
	const events = [...older.events, ...followed];
	const [wanted, setKind] = useParam("kind");
	const [operation, setOperation] = useParam("operation");
	const kind = kinds.find((one) => one === wanted) ?? "all";
	const types = typesOf(kind);
	const shown = events
		.filter(({ body }) => types?.includes(body.type) ?? true)
		.filter(({ operationId }) => operation === "" || operationId === operation)
		.toReversed();
	// A link to one event: its row comes with its page.
	const [linked, setLinked] = useState(() => Number(/^#event-(\d+)$/.exec(window.location.hash)?.[1] ?? Number.NaN));
	const [oldest] = events;
	useEffect(() => {
		if (Number.isNaN(linked) || oldest === undefined) return;
		if (linked < oldest.seq) {
			if (older.hasMore && !older.isLoading && older.error === null) older.load();
			return;
		}
		document.getElementById(`event-${linked}`)?.scrollIntoView({ block: "center" });
		setLinked(Number.NaN);
	}, [linked, oldest, older]);
	return (
		<Panel title={text.title} aside={text.shown(shown.length, events.length)} flush>
			<div className="flex flex-wrap items-center gap-1 border-b px-3 py-2">
				<fieldset className="flex flex-wrap gap-1">
					<legend className="sr-only">{text.kind}</legend>
					{kinds.map((value) => (
						<FilterChip key={value} isOn={kind === value} onClick={() => setKind(value === "all" ? "" : value)}>
							{text.kinds[value]}
						</FilterChip>
					))}
				</fieldset>
				<div className="ml-auto flex items-center gap-2">
					{operation !== "" && (
						<Button small onClick={() => setOperation("")}>
							{text.allOperations}
						</Button>
					)}
					<EventExport leaseId={lease.id} operationId={operation} types={types} />
				</div>
			</div>
			{shown.length === 0 ? (
				<Empty title={text.none}>
					<p>{text.noneHint}</p>
				</Empty>
			) : (
				<Table label={text.title}>
					<thead>
						<tr>
							<Th className="text-right">{text.columns.seq}</Th>
							<Th>{text.columns.when}</Th>
							<Th>{text.columns.what}</Th>
							<Th>{text.columns.detail}</Th>
							<Th>{text.columns.by}</Th>
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{shown.map((event) => (
							<EventRow key={event.seq} event={event} leaseId={lease.id} onOperation={setOperation} />
						))}
					</tbody>
				</Table>
			)}
			{older.error && <ProblemPanel title={text.olderFailed} problem={toProblem(older.error)} onRetry={older.retry} />}
			{older.hasMore && (
				<div className="border-t p-2 text-center">
					<Button small busy={older.isLoading} onClick={older.load}>
						{text.older}
					</Button>
				</div>
			)}
		</Panel>
	);
}
