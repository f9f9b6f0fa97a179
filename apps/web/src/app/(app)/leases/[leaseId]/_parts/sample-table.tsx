import type { StatsMessage } from "@/data/use-lease-stats.ts";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { metricsText as text } from "@/text/metrics.ts";
import { Meter } from "@/ui/meter.tsx";
import { Panel } from "@/ui/panel.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

type Instance = StatsMessage["instances"][number];

/** What each instance uses now, against its own limits. */
export function SampleTable({ instances }: { readonly instances: readonly Instance[] }) {
	return (
		<Panel title={text.instances} flush className="mt-4">
			<Table label={text.instances}>
				<thead>
					<tr>
						<Th>{text.instance}</Th>
						<Th className="text-right">{text.titles.cpu}</Th>
						<Th>{text.ofLimit}</Th>
						<Th className="text-right">{text.titles.memory}</Th>
						<Th>{text.ofLimit}</Th>
						<Th className="text-right">{text.titles.pids}</Th>
					</tr>
				</thead>
				<tbody className="[&_tr:last-child_td]:border-b-0">
					{instances.map((instance) => (
						<SampleRow key={`${instance.service}-${instance.index}-${instance.generation}`} instance={instance} />
					))}
				</tbody>
			</Table>
		</Panel>
	);
}

function SampleRow({ instance: { service, index, sample, gap } }: { readonly instance: Instance }) {
	const name = `${service}-${index}`;
	if (sample === null)
		return (
			<tr>
				<Td className="font-mono">{name}</Td>
				<Td colSpan={5} className="text-ink-faint">
					{gap === null ? text.firstSample : text.gaps[gap]}
				</Td>
			</tr>
		);
	const { cpu, memory, pids } = sample;
	const share = (percent: number | null, what: string) =>
		percent === null ? (
			<span className="text-ink-faint">{text.notKnown}</span>
		) : (
			<Meter label={text.shareOf(name, what)} value={percent} max={100} text={`${Math.round(percent)} %`} className="w-28" />
		);
	return (
		<tr className="tabular-nums">
			<Td className="font-mono">{name}</Td>
			<Td className="text-right">{cpu.percent === null ? text.notKnown : formatCpu(cpu.percent * 10)}</Td>
			<Td>{share(cpu.ofLimitPercent, text.titles.cpu)}</Td>
			<Td className="text-right">{memory.usedBytes === null ? text.notKnown : formatBytes(memory.usedBytes)}</Td>
			<Td>{share(memory.ofLimitPercent, text.titles.memory)}</Td>
			<Td className="text-right">{pids ?? text.notKnown}</Td>
		</tr>
	);
}
