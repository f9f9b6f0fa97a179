"use client";
import type { RouterOutputs } from "@berth/client";
import { isOperationDone } from "@berth/core";
import { isCancellable } from "@/data/lease-actions.ts";
import { useNow } from "@/data/use-now.ts";
import { markOfOperation } from "@/format/mark.ts";
import { formatClock, formatTook } from "@/format/time.ts";
import { historyText } from "@/text/admin-history.ts";
import { Button } from "@/ui/button.tsx";
import { Link } from "@/ui/link.tsx";
import { Moment } from "@/ui/moment.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { Dash } from "../../_parts/dash.tsx";

const text = historyText.operations;
const { columns } = text;

export type ListedOperation = RouterOutputs["admin"]["history"]["operations"]["operations"][number];

/** The step it is at; of one that ended badly, the one that it ended in. */
export const stepOf = ({ steps }: ListedOperation) =>
	steps.find(({ state }) => state === "running") ?? steps.find(({ state }) => state === "failed") ?? null;

interface OperationTableProps {
	readonly rows: readonly ListedOperation[] | undefined;
	readonly onCancel: (operation: ListedOperation) => void;
}

/** One row for each: what, of what, at which step, since when, until when and for whom. */
export const OperationTable = ({ rows, onCancel }: OperationTableProps) => (
	<Table label={text.title} aria-busy={rows === undefined || undefined}>
		<thead>
			<tr>
				<Th>{columns.kind}</Th>
				<Th>{columns.lease}</Th>
				<Th>{columns.state}</Th>
				<Th>{columns.step}</Th>
				<Th className="text-right">{columns.elapsed}</Th>
				<Th className="text-right">{columns.deadline}</Th>
				<Th>{columns.by}</Th>
				<Th>{columns.asked}</Th>
				<Th>
					<span className="sr-only">{columns.act}</span>
				</Th>
			</tr>
		</thead>
		<tbody className="[&_tr:last-child_td]:border-b-0">
			{rows === undefined ? (
				<SkeletonRows rows={8} columns={9} />
			) : (
				rows.map((row) => <OperationRow key={row.id} row={row} onCancel={() => onCancel(row)} />)
			)}
		</tbody>
	</Table>
);

function OperationRow({ row, onCancel }: { readonly row: ListedOperation; readonly onCancel: () => void }) {
	const now = useNow();
	const isDone = isOperationDone(row.state);
	const step = stepOf(row);
	const from = Date.parse(row.startedAt ?? row.createdAt);
	const to = row.finishedAt === null ? now : Date.parse(row.finishedAt);
	return (
		<tr data-operation={row.id}>
			<Td className="font-medium">{row.kind}</Td>
			<Td className="max-w-52">
				<Link href={`/admin/actors/${row.leaseId}`} data-row-link className="block truncate rounded hover:underline">
					{row.leaseName}
				</Link>
			</Td>
			<Td>
				<StateMark mark={markOfOperation(row.state)}>{!isDone && row.cancelRequested && text.cancelling}</StateMark>
			</Td>
			<Td className="max-w-64 truncate text-ink-soft" title={step?.note ?? ""}>
				{step === null ? isDone ? <Dash /> : text.noStep : `${step.name}${step.note === null ? "" : ` · ${step.note}`}`}
			</Td>
			<Td className="text-right whitespace-nowrap">{isDone ? formatTook(to - from) : formatClock(to - from)}</Td>
			<Td className="text-right whitespace-nowrap">
				{isDone || !step?.deadlineAt ? <Dash /> : <Deadline at={step.deadlineAt} now={now} />}
			</Td>
			<Td className="max-w-48 truncate text-ink-faint" title={row.requestedBy}>
				{row.requestedBy.replace(/^user:/, "")}
			</Td>
			<Td className="whitespace-nowrap text-ink-faint">
				<Moment at={row.createdAt} />
			</Td>
			<Td className="text-right">
				{isCancellable(row) && !row.cancelRequested && (
					<Button small onClick={onCancel} aria-label={text.cancelOf(row.kind, row.leaseName)}>
						{text.cancel}
					</Button>
				)}
			</Td>
		</tr>
	);
}

function Deadline({ at, now }: { readonly at: string; readonly now: number }) {
	const leftMs = Date.parse(at) - now;
	if (leftMs < 0) return <StateMark mark={{ shape: "bad", word: text.late(formatClock(-leftMs)) }} />;
	return <span>{text.left(formatClock(leftMs))}</span>;
}
