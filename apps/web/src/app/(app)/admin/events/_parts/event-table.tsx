"use client";
import type { ListedEventView } from "@berth/core";
import type { EventFeedRow } from "@/data/event-feed.ts";
import { formatTimeOfDay } from "@/format/time.ts";
import { describeEvent } from "@/leases/describe-event.ts";
import { historyText } from "@/text/admin-history.ts";
import { Link } from "@/ui/link.tsx";
import { Moment } from "@/ui/moment.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { MarkShapeIcon, StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

const text = historyText.events;
const columns = Object.values(text.columns);

/** The events as rows, the newest first; a skeleton until the stream has spoken. */
export const EventTable = ({ rows }: { readonly rows: readonly EventFeedRow[] | undefined }) => (
	<Table label={text.title} aria-busy={rows === undefined || undefined}>
		<thead>
			<tr>
				{columns.map((name) => (
					<Th key={name}>{name}</Th>
				))}
			</tr>
		</thead>
		<tbody className="[&_tr:last-child_td]:border-b-0">
			{rows === undefined ? (
				<SkeletonRows rows={10} columns={columns.length} />
			) : (
				rows.map((row) => (row.kind === "gap" ? <GapRow key={row.key} /> : <EventRow key={row.key} event={row.event} />))
			)}
		</tbody>
	</Table>
);

const GapRow = () => (
	<tr>
		<Td colSpan={columns.length} className="bg-sunken text-12 text-ink-soft">
			<MarkShapeIcon shape="warn" className="mr-2 inline-block" />
			{text.gap}
		</Td>
	</tr>
);

function EventRow({ event }: { readonly event: ListedEventView }) {
	const { leaseId, leaseName, seq, at, body, actor } = event;
	const { mark, detail } = describeEvent(body);
	return (
		<tr data-event={body.type} data-event-of={leaseName}>
			<Td className="whitespace-nowrap">
				{formatTimeOfDay(at)} <Moment at={at} className="text-ink-faint" />
			</Td>
			<Td className="max-w-52 font-medium">
				<Link
					href={`/leases/${leaseId}/events#event-${seq}`}
					title={text.allOf(leaseName)}
					data-row-link
					className="block truncate rounded hover:underline"
				>
					{leaseName}
				</Link>
			</Td>
			<Td>
				<StateMark mark={mark} isStill />
			</Td>
			<Td className="min-w-48 text-ink-soft">{detail}</Td>
			<Td className="max-w-48 truncate text-ink-faint" title={actor}>
				{actor.replace(/^user:/, "")}
			</Td>
		</tr>
	);
}
