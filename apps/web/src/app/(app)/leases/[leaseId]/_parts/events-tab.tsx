"use client";
import type { LeaseEvent } from "@berth/core";
import { useState } from "react";
import { formatMoment } from "@/format/time.ts";
import { Empty } from "@/ui/empty.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { describeEvent } from "./describe-event.ts";
import { useLeaseFeed } from "./lease-context.ts";

const kinds = [
	{ value: "all", label: "All" },
	{ value: "moved", label: "States" },
	{ value: "operation", label: "Operations" },
	{ value: "step", label: "Steps" },
	{ value: "instance", label: "Instances" },
	{ value: "release", label: "Releases" },
] as const;

/** The lease's log of events, newest first, growing at the top as it happens. */
export function LeaseEventsTab() {
	const { events } = useLeaseFeed();
	const [kind, setKind] = useState<(typeof kinds)[number]["value"]>("all");
	const shown = events.filter(({ body }) => kind === "all" || body.type === kind).toReversed();
	return (
		<Panel title="Events" aside={`${events.length} shown`} flush>
			<fieldset className="flex flex-wrap gap-1 border-b px-3 py-2">
				<legend className="sr-only">Kind of event</legend>
				{kinds.map(({ value, label }) => (
					<FilterChip key={value} isOn={kind === value} onClick={() => setKind(value)}>
						{label}
					</FilterChip>
				))}
			</fieldset>
			{shown.length === 0 ? (
				<Empty title="No event of this kind" />
			) : (
				<Table label="Events">
					<thead>
						<tr>
							<Th className="text-right">Seq</Th>
							<Th>When</Th>
							<Th>What</Th>
							<Th>Detail</Th>
							<Th>By</Th>
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{shown.map((event) => (
							<EventRow key={event.seq} event={event} />
						))}
					</tbody>
				</Table>
			)}
		</Panel>
	);
}

function EventRow({ event }: { readonly event: LeaseEvent }) {
	const { mark, detail } = describeEvent(event.body);
	return (
		<tr data-seq={event.seq}>
			<Td className="w-16 text-right text-ink-faint">{event.seq}</Td>
			<Td className="whitespace-nowrap">
				{formatMoment(event.at)} <Moment at={event.at} className="text-ink-faint" />
			</Td>
			<Td>
				<StateMark mark={mark} isStill />
			</Td>
			<Td className="text-ink-soft">{detail}</Td>
			<Td className="whitespace-nowrap text-ink-faint">{event.actor.replace(/^user:/, "")}</Td>
		</tr>
	);
}
