"use client";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { formatCount } from "@/format/count.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { Button } from "@/ui/button.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { Dash } from "../../_parts/dash.tsx";
import type { Size } from "./size.ts";
import { useOffer } from "./use-offer.ts";

const text = fleetText.capacity;
const { columns } = text;

interface SizeTableProps {
	readonly sizes: readonly Size[] | undefined;
	readonly onEdit: (size: Size) => void;
	readonly onChange: () => Promise<unknown>;
}

/** One row for each size, in the order of the form. */
export const SizeTable = ({ sizes, onEdit, onChange }: SizeTableProps) => (
	<Table label={text.sizes} aria-busy={sizes === undefined || undefined}>
		<thead>
			<tr>
				<Th>{columns.name}</Th>
				<Th>{columns.state}</Th>
				<Th className="text-right">{columns.cpu}</Th>
				<Th className="text-right">{columns.memory}</Th>
				<Th className="text-right">{columns.disk}</Th>
				<Th className="text-right">{columns.pids}</Th>
				<Th>{columns.price}</Th>
				<Th>{columns.close}</Th>
				<Th>
					<span className="sr-only">{text.edit}</span>
				</Th>
			</tr>
		</thead>
		<tbody className="[&_tr:last-child_td]:border-b-0">
			{sizes === undefined ? (
				<SkeletonRows rows={4} columns={9} />
			) : (
				sizes.map((size) => <SizeRow key={size.id} size={size} onEdit={() => onEdit(size)} onChange={onChange} />)
			)}
		</tbody>
	</Table>
);

interface SizeRowProps {
	readonly size: Size;
	readonly onEdit: () => void;
	readonly onChange: () => Promise<unknown>;
}

function SizeRow({ size, onEdit, onChange }: SizeRowProps) {
	const { retire, offer, isPending } = useOffer(onChange);
	const { name, enabled } = size;
	return (
		<tr data-size={name}>
			<Td className="font-medium">{name}</Td>
			<Td>
				<StateMark mark={enabled ? { shape: "ok", word: text.offered } : { shape: "rest", word: text.retired }} />
			</Td>
			<Td className="text-right whitespace-nowrap">{formatCpu(size.cpuMillis)}</Td>
			<Td className="text-right whitespace-nowrap">{formatBytes(size.memoryBytes)}</Td>
			<Td className="text-right whitespace-nowrap">{size.diskBytes === 0 ? <Dash /> : formatBytes(size.diskBytes)}</Td>
			<Td className="text-right">{formatCount(size.pidsMax)}</Td>
			<Td>{size.priceLabel ?? <Dash />}</Td>
			<Td className="whitespace-nowrap text-ink-soft">{text.close[size.closeData ?? "none"]}</Td>
			<Td className="text-right whitespace-nowrap">
				<Button small onClick={onEdit} aria-label={text.editOf(name)} className="mr-1">
					{text.edit}
				</Button>
				{enabled ? (
					<Button small busy={isPending} onClick={() => retire(size)} aria-label={text.retireOf(name)}>
						{text.retire}
					</Button>
				) : (
					<Button small busy={isPending} onClick={() => offer(size)} aria-label={text.offerOf(name)}>
						{text.offer}
					</Button>
				)}
			</Td>
		</tr>
	);
}
