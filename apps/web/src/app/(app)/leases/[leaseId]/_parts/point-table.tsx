import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { formatMoment } from "@/format/time.ts";
import { metricsText as text } from "@/text/metrics.ts";
import { Table, Td, Th } from "@/ui/table.tsx";
import type { UsagePoint } from "./history-charts.ts";

/** Rows of the table that stands for the pictures. */
const ROWS_MAX = 60;

/** The same as figures, for who reads rather than looks. */
export function PointTable({ points }: { readonly points: readonly UsagePoint[] }) {
	const newest = points.toReversed().slice(0, ROWS_MAX);
	if (newest.length === 0) return null;
	const of = (value: number | null, format: (value: number) => string) => (value === null ? text.notKnown : format(value));
	return (
		<details className="mt-4 rounded-card border bg-panel">
			<summary className="cursor-pointer px-4 py-2 text-ink-soft">{text.asTable(newest.length)}</summary>
			<Table label={text.whatWasUsed} className="border-t">
				<thead>
					<tr>
						<Th>{text.columns.from}</Th>
						<Th className="text-right">{text.columns.measured}</Th>
						<Th className="text-right">{text.titles.cpu}</Th>
						<Th className="text-right">{text.titles.memory}</Th>
						<Th className="text-right">{text.titles.disk}</Th>
						<Th className="text-right">{text.received}</Th>
						<Th className="text-right">{text.sent}</Th>
					</tr>
				</thead>
				<tbody className="[&_tr:last-child_td]:border-b-0">
					{newest.map((point) => (
						<tr key={point.at} className="tabular-nums">
							<Td>{formatMoment(point.at)}</Td>
							<Td className="text-right">{text.seconds(point.measuredSeconds)}</Td>
							<Td className="text-right">{of(point.cpuMillis, formatCpu)}</Td>
							<Td className="text-right">{of(point.memoryBytes, formatBytes)}</Td>
							<Td className="text-right">{of(point.diskBytes, formatBytes)}</Td>
							<Td className="text-right">{of(point.rxBytes, formatBytes)}</Td>
							<Td className="text-right">{of(point.txBytes, formatBytes)}</Td>
						</tr>
					))}
				</tbody>
			</Table>
		</details>
	);
}
