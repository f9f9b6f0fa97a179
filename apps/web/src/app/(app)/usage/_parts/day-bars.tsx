import type { RouterOutputs } from "@berth/client";
import { formatByteHours, formatCpuTime } from "@/format/usage.ts";
import { dayBarsText as text } from "@/text/usage.ts";
import { Panel } from "@/ui/panel.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

type Day = RouterOutputs["usage"]["summary"]["days"][number];

/** CPU time of each day of UTC as a bar beside its figures. */
export function DayBars({ days }: { readonly days: readonly Day[] }) {
	const most = Math.max(1, ...days.map(({ cpuMs }) => Number(cpuMs)));
	return (
		<Panel title={text.byDay} aside={text.daysOfUtcTheNewest} flush>
			<div className="max-h-80 overflow-y-auto">
				<Table label={text.usageByDay}>
					<thead>
						<tr>
							<Th>{text.day}</Th>
							<Th className="w-1/2">
								<span className="sr-only">{text.cpuTimeAsABar}</span>
							</Th>
							<Th className="text-right">{text.cpuTime}</Th>
							<Th className="text-right">{text.memory}</Th>
							<Th className="text-right">{text.disk}</Th>
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{days.toReversed().map(({ day, cpuMs, memoryByteSeconds, diskByteSeconds }) => (
							<tr key={day} className="tabular-nums">
								<Td className="whitespace-nowrap">{day}</Td>
								<Td aria-hidden="true">
									<span
										className="block h-2 rounded-full bg-accent drawn"
										style={{ width: `${Math.max(0.5, (100 * Number(cpuMs)) / most)}%` }}
									/>
								</Td>
								<Td className="text-right">{formatCpuTime(cpuMs)}</Td>
								<Td className="text-right">{formatByteHours(memoryByteSeconds)}</Td>
								<Td className="text-right">{formatByteHours(diskByteSeconds)}</Td>
							</tr>
						))}
					</tbody>
				</Table>
			</div>
		</Panel>
	);
}
