"use client";
import type { LeaseSummary } from "@berth/core";
import { useRouter } from "next/navigation";
import { leaseListText as text } from "@/text/lease-list.ts";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Th } from "@/ui/table.tsx";
import type { LeaseColumn } from "./columns.ts";
import { LeaseRow } from "./lease-row.tsx";

const columns: readonly LeaseColumn[] = ["state", "name", "shape", "size", "image", "endpoint", "event"];

interface LeaseTableProps {
	/** Undefined while they are loaded. */
	readonly rows: readonly LeaseSummary[] | undefined;
	readonly label: string;
	readonly onHold?: (isHeld: boolean) => void;
}

/** A few leases, all of them drawn. */
export function LeaseTable({ rows, label, onHold }: LeaseTableProps) {
	const router = useRouter();
	const hold = (isHeld: boolean) => () => onHold?.(isHeld);
	return (
		<Table label={label} onPointerEnter={hold(true)} onPointerLeave={hold(false)} aria-busy={rows === undefined || undefined}>
			<thead>
				<tr>
					{columns.map((column) => (
						<Th key={column}>{text.columns[column]}</Th>
					))}
				</tr>
			</thead>
			<tbody className="[&_td]:max-w-60 [&_tr:last-child_td]:border-b-0">
				{rows === undefined ? (
					<SkeletonRows rows={6} columns={columns.length} />
				) : (
					rows.map((lease) => <LeaseRow key={lease.id} lease={lease} columns={columns} onOpen={(id) => router.push(`/leases/${id}`)} />)
				)}
			</tbody>
		</Table>
	);
}
