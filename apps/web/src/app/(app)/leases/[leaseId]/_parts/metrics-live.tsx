"use client";
import type { LeaseDetail } from "@berth/core";
import { useMemo } from "react";
import { ChartPanel } from "@/charts/chart-panel.tsx";
import type { ChartMark } from "@/charts/series-chart.tsx";
import { type StatsMessage, useLeaseStats } from "@/data/use-lease-stats.ts";
import { formatBytes, formatBytesRate, formatCpu } from "@/format/bytes.ts";
import { Empty } from "@/ui/empty.tsx";
import { Meter } from "@/ui/meter.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

type Instance = StatsMessage["instances"][number];
type Sample = NonNullable<Instance["sample"]>;

const gapWords = { stopped: "does not run", absent: "is gone", stale: "does not answer" } as const;
const sourceWords = { cgroup: "read from the kernel", daemon: "told by the daemon", simulated: "simulated" } as const;

interface MetricsLiveProps {
	readonly lease: LeaseDetail;
	readonly service: string | null;
	readonly marks: readonly ChartMark[];
}

/** What the instances use as it happens; nothing is sampled once nobody looks. */
export function MetricsLive({ lease, service, marks }: MetricsLiveProps) {
	const { messages, problem } = useLeaseStats(lease.id);
	const isWanted = (of: { readonly service: string }) => service === null || of.service === service;
	const items = lease.items.filter(isWanted);
	const limits = items.reduce(
		(sum, { cpuMillis, memoryBytes, quantity }) => ({
			cpuMillis: sum.cpuMillis + cpuMillis * quantity,
			memoryBytes: sum.memoryBytes + memoryBytes * quantity,
		}),
		{ cpuMillis: 0, memoryBytes: 0 },
	);
	const grids = useMemo(
		() => toGrids(messages, service, limits.cpuMillis, limits.memoryBytes),
		[messages, service, limits.cpuMillis, limits.memoryBytes],
	);
	const newest = messages.at(-1);
	const instances = newest?.instances.filter(isWanted) ?? [];
	const source = instances.find(({ sample }) => sample !== null)?.sample?.source;
	if (problem) return <ProblemPanel title="What the lease uses cannot be watched" problem={problem} />;
	if (!newest)
		return (
			<div className="grid gap-4 xl:grid-cols-2">
				<SkeletonPanel className="h-64" />
				<SkeletonPanel className="h-64" />
			</div>
		);
	if (instances.length === 0)
		return (
			<div className="rounded-card border bg-panel">
				<Empty title="Nothing runs">
					<p>Figures appear here as soon as an instance does.</p>
				</Empty>
			</div>
		);
	const leased = { label: "Leased", colour: "--ink-faint", isLimit: true };
	const note = source ? `about once a second, ${sourceWords[source]}` : "waiting for the first sample";
	return (
		<>
			<div className="grid gap-4 xl:grid-cols-2">
				<ChartPanel
					testId="chart-cpu"
					title="CPU"
					note={note}
					lines={[{ label: "Used", colour: "--series-1" }, leased]}
					marks={marks}
					grid={grids.cpu}
					format={formatCpu}
				/>
				<ChartPanel
					testId="chart-memory"
					title="Memory"
					note="without the page cache that can be dropped"
					lines={[{ label: "Used", colour: "--series-2" }, leased]}
					marks={marks}
					grid={grids.memory}
					format={formatBytes}
					isBinary
				/>
				<ChartPanel
					testId="chart-network"
					title="Network"
					note="a second"
					lines={[
						{ label: "Received", colour: "--series-4" },
						{ label: "Sent", colour: "--series-5" },
					]}
					marks={marks}
					grid={grids.network}
					format={formatBytesRate}
					isBinary
				/>
				<ChartPanel
					testId="chart-disk"
					title="Disk"
					note="a second, read and written"
					lines={[
						{ label: "Read", colour: "--series-3" },
						{ label: "Written", colour: "--series-8" },
					]}
					marks={marks}
					grid={grids.disk}
					format={formatBytesRate}
					isBinary
				/>
			</div>
			<Panel title="Instances" flush className="mt-4">
				<Table label="Instances">
					<thead>
						<tr>
							<Th>Instance</Th>
							<Th className="text-right">CPU</Th>
							<Th>Of its limit</Th>
							<Th className="text-right">Memory</Th>
							<Th>Of its limit</Th>
							<Th className="text-right">Processes</Th>
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{instances.map((instance) => (
							<InstanceRow key={`${instance.service}-${instance.index}-${instance.generation}`} instance={instance} />
						))}
					</tbody>
				</Table>
			</Panel>
		</>
	);
}

function InstanceRow({ instance: { service, index, sample, gap } }: { readonly instance: Instance }) {
	const name = `${service}-${index}`;
	if (sample === null)
		return (
			<tr>
				<Td className="font-mono">{name}</Td>
				<Td colSpan={5} className="text-ink-faint">
					{gap === null ? "waiting for the first sample" : gapWords[gap]}
				</Td>
			</tr>
		);
	const { cpu, memory, pids } = sample;
	const share = (percent: number | null, what: string) =>
		percent === null ? (
			<span className="text-ink-faint">not known</span>
		) : (
			<Meter label={`${name}: ${what} of its limit`} value={percent} max={100} text={`${Math.round(percent)} %`} className="w-28" />
		);
	return (
		<tr className="tabular-nums">
			<Td className="font-mono">{name}</Td>
			<Td className="text-right">{cpu.percent === null ? "not known" : formatCpu(cpu.percent * 10)}</Td>
			<Td>{share(cpu.ofLimitPercent, "CPU")}</Td>
			<Td className="text-right">{memory.usedBytes === null ? "not known" : formatBytes(memory.usedBytes)}</Td>
			<Td>{share(memory.ofLimitPercent, "memory")}</Td>
			<Td className="text-right">{pids ?? "not known"}</Td>
		</tr>
	);
}

/** Sums over the instances, one moment for each message; a moment of which nothing is known is a gap. */
function toGrids(messages: readonly StatsMessage[], service: string | null, cpuMillis: number, memoryBytes: number) {
	const seconds = messages.map(({ at }) => Date.parse(at) / 1_000);
	const line = (read: (sample: Sample) => number | null) =>
		messages.map(({ instances }) => {
			const known = instances.flatMap(({ service: of, sample }) => {
				const value = sample === null || (service !== null && of !== service) ? null : read(sample);
				return value === null ? [] : [value];
			});
			return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
		});
	const limit = (of: number) => seconds.map(() => of || null);
	return {
		cpu: { seconds, lines: [line(({ cpu }) => (cpu.percent === null ? null : cpu.percent * 10)), limit(cpuMillis)] },
		memory: { seconds, lines: [line(({ memory }) => memory.usedBytes), limit(memoryBytes)] },
		network: { seconds, lines: [line(({ network }) => network.rx.perSecond), line(({ network }) => network.tx.perSecond)] },
		disk: { seconds, lines: [line(({ disk }) => disk.read.perSecond), line(({ disk }) => disk.write.perSecond)] },
	};
}
