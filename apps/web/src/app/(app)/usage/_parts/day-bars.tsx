import type { RouterOutputs } from "@berth/client";
import { formatByteHours, formatCpuTime } from "@/format/usage.ts";
import { Panel } from "@/ui/panel.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

type Day = RouterOutputs["usage"]["summary"]["days"][number];

/** CPU time of each day of UTC as a bar beside its figures. */
export function DayBars({ days }: { readonly days: readonly Day[] }) {
	const most = Math.max(1, ...days.map(({ cpuMs }) => Number(cpuMs)));
	return (
		<Panel title="By day" aside="days of UTC, the newest first" flush>
			<div className="max-h-80 overflow-y-auto">
				<Table label="Usage by day">
					<thead>
						<tr>
							<Th>Day</Th>
							<Th className="w-1/2">
								<span className="sr-only">CPU time as a bar</span>
							</Th>
							<Th className="text-right">CPU time</Th>
							<Th className="text-right">Memory</Th>
							<Th className="text-right">Disk</Th>
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{days.toReversed().map(({ day, cpuMs, memoryByteSeconds, diskByteSeconds }) => (
							<tr key={day} className="tabular-nums">
								<Td className="whitespace-nowrap">{day}</Td>
								<Td aria-hidden="true">
									<span className="block h-2 rounded-full bg-accent" style={{ width: `${Math.max(0.5, (100 * Number(cpuMs)) / most)}%` }} />
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
