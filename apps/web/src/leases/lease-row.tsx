"use client";
import type { LeaseSummary } from "@berth/core";
import { clsx } from "clsx";
import { memo } from "react";
import { useFlash } from "@/data/use-flash.ts";
import type { Glance } from "@/data/use-glances.ts";
import { leaseListText as text } from "@/text/lease-list.ts";
import { Td } from "@/ui/table.tsx";
import type { LeaseColumn } from "./columns.ts";
import { LeaseCell } from "./lease-cell.tsx";

interface LeaseRowProps {
	readonly lease: LeaseSummary;
	readonly columns: readonly LeaseColumn[];
	/** What it uses and does, where that was asked. */
	readonly glance?: Glance | undefined;
	/** Its place among all rows, from 1, where not all are drawn. */
	readonly place?: number;
	/** Whether it is selected; absent where nothing is. */
	readonly isSelected?: boolean;
	readonly isOpen?: boolean;
	readonly onSelect?: (id: string) => void;
	/** A press on the row, beside what in it has a press of its own. */
	readonly onOpen: (id: string) => void;
}

/** A lease in a list. Its name is the row's link for the keyboard; the rest of the row only makes the target larger. */
export const LeaseRow = memo(function LeaseRow({
	lease,
	columns,
	glance,
	place,
	isSelected,
	isOpen = false,
	onSelect,
	onOpen,
}: LeaseRowProps) {
	const flash = useFlash(lease.version);
	const press = (target: EventTarget) => {
		// A press on a link of its own, or the end of a selection, is not meant for the row.
		if (target instanceof Element && (target.closest("a, button, input, label") || window.getSelection()?.toString())) return;
		onOpen(lease.id);
	};
	return (
		<tr
			ref={flash}
			aria-rowindex={place === undefined ? undefined : place + 1}
			data-lease={lease.name}
			onClick={(event) => press(event.target)}
			onKeyDown={(event) => {
				if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey || !onSelect) return;
				event.preventDefault();
				onSelect(lease.id);
			}}
			className={clsx(
				"h-9 cursor-pointer hover:bg-hover",
				isOpen ? "bg-hover" : isSelected ? "bg-accent-soft" : "bg-panel",
				lease.unknownSince !== null && "opacity-65",
			)}
		>
			{onSelect && (
				<Td className="w-9">
					<input
						type="checkbox"
						aria-label={text.select(lease.name)}
						className="block accent-accent"
						checked={isSelected ?? false}
						onChange={() => onSelect(lease.id)}
					/>
				</Td>
			)}
			{columns.map((column) => (
				<LeaseCell key={column} lease={lease} column={column} glance={glance} />
			))}
		</tr>
	);
});
