import type { RouterOutputs } from "@berth/client";
import type { MarkShape } from "@/format/mark.ts";
import { newLeaseText } from "@/text/new-lease.ts";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

const text = newLeaseText.compose;

type Row = RouterOutputs["manifest"]["fromCompose"]["table"][number];

const shapes: Readonly<Record<Row["verdict"], MarkShape>> = { kept: "ok", translated: "work", refused: "bad", ignored: "gone" };

interface ComposeTableProps {
	readonly rows: readonly Row[];
	readonly accepted: readonly string[];
	readonly onAccept: (path: string, isAccepted: boolean) => void;
}

/** Every part of the file: kept, translated or refused, and why. What stands in the way comes first. */
export function ComposeTable({ rows, accepted, onAccept }: ComposeTableProps) {
	const count = (verdict: Row["verdict"]) => rows.filter((row) => row.verdict === verdict).length;
	const arranged = rows.toSorted((a, b) => Number(b.blocking) - Number(a.blocking) || a.line - b.line);
	return (
		<div>
			<p className="mb-1.5 flex flex-wrap gap-x-4 text-12 text-ink-soft">
				{(["kept", "translated", "refused", "ignored"] as const).map((verdict) => (
					<span key={verdict} className="inline-flex items-center gap-1.5">
						<MarkShapeIcon shape={shapes[verdict]} className="size-2.5" isStill />
						{count(verdict)} {text.counts[verdict]}
					</span>
				))}
			</p>
			<div className="max-h-96 overflow-y-auto rounded-control border">
				<Table label={text.table}>
					<thead>
						<tr>
							<Th className="text-right">{text.columns.line}</Th>
							<Th>{text.columns.part}</Th>
							<Th>
								<span className="sr-only">{text.table}</span>
							</Th>
							<Th>{text.columns.became}</Th>
							<Th>{text.columns.why}</Th>
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{arranged.map((row) => (
							<tr key={`${row.line}:${row.column}:${row.path}`} data-verdict={row.verdict} data-path={row.path}>
								<Td className="text-right text-ink-faint">{row.line}</Td>
								<Td className="max-w-64 font-mono text-12 break-all">{row.path}</Td>
								<Td className="whitespace-nowrap">
									<span className="inline-flex items-center gap-1.5">
										<MarkShapeIcon shape={shapes[row.verdict]} className="size-2.5" isStill />
										{text.counts[row.verdict]}
									</span>
								</Td>
								<Td className="max-w-64 font-mono text-12 break-all text-ink-soft">{row.became ?? "–"}</Td>
								<Td className="min-w-56 text-ink-soft">
									{row.why}
									{row.acceptable && (
										<label className="mt-1 flex items-center gap-1.5 text-ink">
											<input
												type="checkbox"
												className="accent-accent"
												checked={accepted.includes(row.path)}
												onChange={({ target }) => onAccept(row.path, target.checked)}
											/>
											{text.without}
											<span className="sr-only">: {row.path}</span>
										</label>
									)}
								</Td>
							</tr>
						))}
					</tbody>
				</Table>
			</div>
		</div>
	);
}
