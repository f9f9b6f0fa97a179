import { formatBytesRate } from "@/format/bytes.ts";
import { formatAge } from "@/format/time.ts";
import { watchTableText as text } from "@/text/admin-parts.ts";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import type { FleetNode } from "./fleet-data.ts";

type Watch = NonNullable<FleetNode["watch"]>;

const sources = { cgroup: "the kernel", daemon: "the daemon", simulated: "simulated" } as const;
const percent = (value: number | null) => (value === null ? "not known yet" : `${value.toFixed(value < 1 ? 2 : 1)} %`);

/** What an agent's watching is and costs: recording what leases use, live figures, and logs that are followed. */
export function WatchTable({ nodes }: { readonly nodes: readonly FleetNode[] }) {
	return (
		<Panel title={text.costOfWatching} aside={text.ofOneCoreToldBy} flush>
			<Table label={text.costOfWatching}>
				<thead>
					<tr>
						<Th>{text.node}</Th>
						<Th className="text-right">{text.cpu}</Th>
						<Th>{text.budget}</Th>
						<Th>{text.readFrom}</Th>
						<Th className="text-right">{text.containers}</Th>
						<Th className="text-right">{text.every}</Th>
						<Th className="text-right">{text.samplesS}</Th>
						<Th className="text-right">{text.watched}</Th>
						<Th className="text-right">{text.logsFollowed}</Th>
						<Th className="text-right">{text.logLinesS}</Th>
						<Th className="text-right">{text.logBytes}</Th>
						<Th>{text.told}</Th>
					</tr>
				</thead>
				<tbody className="[&_tr:last-child_td]:border-b-0">
					{nodes.map(({ id, name, watch }) => (
						<tr key={id} data-watch-of={name} className="tabular-nums">
							<Td className="font-medium">{name}</Td>
							{watch === null ? (
								<Td colSpan={11} className="text-ink-faint">
									{text.nothingToldYetAnAgent}
								</Td>
							) : (
								<Figures watch={watch} />
							)}
						</tr>
					))}
				</tbody>
			</Table>
		</Panel>
	);
}

const Figures = ({ watch }: { readonly watch: Watch }) => (
	<>
		<Td className="text-right" data-testid="watch-cpu">
			{percent(watch.cpuPercent)}
		</Td>
		<Td>
			{watch.slowedBy > 1 ? (
				<StateMark
					mark={{ shape: "warn", word: `over ${watch.cpuBudgetPercent} %: read ${watch.slowedBy} times more rarely` }}
					className="text-12"
				/>
			) : (
				text.within(watch.cpuBudgetPercent)
			)}
		</Td>
		<Td>{watch.source === null ? text.nothingYet : sources[watch.source]}</Td>
		<Td className="text-right">{watch.containers}</Td>
		<Td className="text-right">{formatAge(watch.everyMs)}</Td>
		<Td className="text-right">{watch.samplesPerSecond.toFixed(1)}</Td>
		<Td className="text-right">{watch.upstreams}</Td>
		<Td className="text-right">{watch.followers}</Td>
		<Td className="text-right">{watch.logLinesPerSecond.toFixed(1)}</Td>
		<Td className="text-right">{formatBytesRate(watch.logBytesPerSecond)}</Td>
		<Td>
			<span className="inline-flex items-center gap-2">
				{watch.isStale && <StateMark mark={{ shape: "unknown", word: "old" }} className="text-12" />}
				<Moment at={watch.at} />
			</span>
		</Td>
	</>
);
