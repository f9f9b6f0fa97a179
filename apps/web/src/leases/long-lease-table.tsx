"use client";
import { isWorking, type LeaseSummary } from "@berth/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useGlances } from "@/data/use-glances.ts";
import type { ListScope } from "@/data/use-lease-list.ts";
import { leaseListText as text } from "@/text/lease-list.ts";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Th } from "@/ui/table.tsx";
import { columnWidth, figureColumns, type LeaseColumn } from "./columns.ts";
import { LeaseRow } from "./lease-row.tsx";

/** As high as the table's cells make it. */
const ROW_PX = 36;
const OVERSCAN = 12;
/** So many rows before the last one that is there, more are asked for. */
const AHEAD = 40;

interface LongLeaseTableProps {
	/** Undefined while they are loaded. */
	readonly rows: readonly LeaseSummary[] | undefined;
	/** How many there are altogether, loaded or not. */
	readonly total: number | undefined;
	readonly columns: readonly LeaseColumn[];
	readonly scope: ListScope;
	readonly label: string;
	readonly selected: ReadonlySet<string> | null;
	readonly open: string;
	readonly onSelect: (id: string) => void;
	readonly onSelectAll: () => void;
	readonly onOpen: (id: string) => void;
	readonly onHold: (isHeld: boolean) => void;
	readonly onNearEnd: () => void;
}

/** Leases of which only those in sight are drawn, however many there are. */
export function LongLeaseTable(props: LongLeaseTableProps) {
	const { rows, total, columns, selected, open } = props;
	const place = useRef<HTMLDivElement>(null);
	const [top, setTop] = useState(0);
	useLayoutEffect(() => {
		if (place.current) setTop(place.current.getBoundingClientRect().top + window.scrollY);
	}, []);
	const virtual = useWindowVirtualizer({
		count: rows?.length ?? 0,
		estimateSize: () => ROW_PX,
		overscan: OVERSCAN,
		scrollMargin: top,
		getItemKey: (index) => rows?.[index]?.id ?? index,
	});
	const items = virtual.getVirtualItems();
	const seen = items.flatMap(({ index }) => rows?.[index] ?? []);
	const isGlanced = columns.some((column) => column === "event" || figureColumns.includes(column));
	const glances = useGlances(
		props.scope,
		isGlanced ? seen.map(({ id }) => id) : [],
		seen.some(({ state }) => isWorking(state)),
	);
	const last = items.at(-1);
	const isNearEnd = rows !== undefined && last !== undefined && last.index >= rows.length - AHEAD;
	const { onNearEnd } = props;
	// biome-ignore lint/correctness/useExhaustiveDependencies: each page that came may not have been enough
	useEffect(() => {
		if (isNearEnd) onNearEnd();
	}, [isNearEnd, rows?.length]);
	const before = (items[0]?.start ?? top) - top;
	const after = virtual.getTotalSize() - ((last?.end ?? top) - top);
	const count = columns.length + (selected ? 1 : 0);
	return (
		<div ref={place}>
			<Table
				label={props.label}
				aria-rowcount={total === undefined ? undefined : total + 1}
				aria-busy={rows === undefined || undefined}
				onPointerEnter={() => props.onHold(true)}
				onPointerLeave={() => props.onHold(false)}
				className="min-w-max table-fixed"
			>
				<colgroup>
					{selected && <col style={{ width: "2.75rem" }} />}
					{columns.map((column) => (
						<col key={column} style={{ width: columnWidth[column] }} />
					))}
				</colgroup>
				<thead>
					<tr aria-rowindex={1}>
						{selected && (
							<Th>
								<input
									type="checkbox"
									aria-label={text.selectAll}
									className="block accent-accent"
									checked={rows !== undefined && rows.length > 0 && selected.size >= rows.length}
									onChange={props.onSelectAll}
								/>
							</Th>
						)}
						{columns.map((column) => (
							<Th
								key={column}
								title={isHinted(column) ? text.columnHints[column] : undefined}
								className={clsx(figureColumns.includes(column) && "text-right", column === "name" && "sticky left-0 z-1 bg-panel")}
							>
								{text.columns[column]}
							</Th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows === undefined ? (
						<SkeletonRows rows={8} columns={count} />
					) : (
						<>
							<Room px={before} columns={count} />
							{items.map(({ index, key }) => {
								const lease = rows[index];
								return (
									lease && (
										<LeaseRow
											key={key}
											lease={lease}
											columns={columns}
											glance={glances.get(lease.id)}
											place={index + 1}
											isOpen={open === lease.id}
											onOpen={props.onOpen}
											{...(selected && { isSelected: selected.has(lease.id), onSelect: props.onSelect })}
										/>
									)
								);
							})}
							<Room px={after} columns={count} />
						</>
					)}
				</tbody>
			</Table>
		</div>
	);
}

const isHinted = (column: LeaseColumn): column is keyof typeof text.columnHints => column in text.columnHints;

/** Where rows stand that are not drawn. */
const Room = ({ px, columns }: { readonly px: number; readonly columns: number }) =>
	px > 0 && (
		<tr>
			<td colSpan={columns} style={{ height: px, padding: 0 }} />
		</tr>
	);
