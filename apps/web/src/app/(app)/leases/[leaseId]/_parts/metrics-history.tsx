"use client";
import type { RouterOutputs } from "@berth/client";
import { HOUR, MINUTE } from "@berth/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ChartPanel } from "@/charts/chart-panel.tsx";
import type { ChartMark } from "@/charts/series-chart.tsx";
import { type Grid, toGrid } from "@/charts/to-grid.ts";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { useNow } from "@/data/use-now.ts";
import { formatBytes, formatBytesRate, formatCpu } from "@/format/bytes.ts";
import { formatMoment } from "@/format/time.ts";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import type { Span } from "./metric-spans.ts";

type Usage = RouterOutputs["lease"]["usage"];
type Point = Usage["whole"][number];

/** A recorded minute is there some seconds after its end. */
const REFETCH_MS = 20_000;
/** Rows of the table that stands for the pictures. */
const ROWS_MAX = 60;

interface MetricsHistoryProps {
	readonly leaseId: string;
	readonly span: Span;
	readonly service: string | null;
	readonly marks: readonly ChartMark[];
}

/** What was recorded, by minute or by hour. What was not measured is a gap. */
export function MetricsHistory({ leaseId, span, service, marks }: MetricsHistoryProps) {
	const trpc = useTRPC();
	// A new question each minute, and not with each drawing.
	const to = Math.ceil(useNow() / MINUTE) * MINUTE;
	const range = { from: new Date(to - span.ms).toISOString(), to: new Date(to).toISOString() };
	const usage = useQuery(
		trpc.lease.usage.queryOptions(
			{ leaseId, step: span.step, ...range },
			{ placeholderData: keepPreviousData, enabled: to > 0, refetchInterval: REFETCH_MS },
		),
	);
	const { data } = usage;
	if (!data)
		return usage.error ? (
			<ProblemPanel title="The history could not be loaded" problem={toProblem(usage.error)} onRetry={() => void usage.refetch()} />
		) : (
			<Four>
				{["cpu", "memory", "network", "disk"].map((name) => (
					<SkeletonPanel key={name} className="h-64" />
				))}
			</Four>
		);
	return (
		<>
			{usage.error && (
				<ProblemPanel
					title="What is shown is old: the history could not be loaded anew"
					problem={toProblem(usage.error)}
					onRetry={() => void usage.refetch()}
					className="mb-3"
				/>
			)}
			<History usage={data} service={service} marks={marks} />
		</>
	);
}

interface HistoryProps extends Pick<MetricsHistoryProps, "service" | "marks"> {
	readonly usage: Usage;
}

function History({ usage, service, marks }: HistoryProps) {
	const { step, from, to } = usage;
	const one = service === null ? undefined : usage.services.find((known) => known.service === service);
	const points = service === null ? usage.whole : (one?.points ?? []);
	const limits = service === null ? usage.limits : (one?.limits ?? null);
	const stepMs = step === "minute" ? MINUTE : HOUR;
	const grids = useMemo(() => {
		const range = { from, to, stepMs };
		const limit = (of: number | undefined) => () => of || null;
		const perSecond = (read: (point: Point) => number | null) => (point: Point) => {
			const bytes = read(point);
			return bytes === null || point.measuredSeconds === 0 ? null : bytes / point.measuredSeconds;
		};
		const withLimit = (grid: Grid, of: number | undefined): Grid => ({ ...grid, lines: [...grid.lines, grid.seconds.map(limit(of))] });
		return {
			cpu: withLimit(toGrid(points, range, [(point) => point.cpuMillis]), limits?.cpuMillis),
			memory: withLimit(toGrid(points, range, [(point) => point.memoryBytes, (point) => point.memoryPeakBytes]), limits?.memoryBytes),
			network: toGrid(points, range, [perSecond((point) => point.rxBytes), perSecond((point) => point.txBytes)]),
			disk: withLimit(toGrid(points, range, [(point) => point.diskBytes]), limits?.diskBytes),
		};
	}, [points, limits, from, to, stepMs]);
	const leased = { label: "Leased", colour: "--ink-faint", isLimit: true };
	const every = step === "minute" ? "by the minute" : "by the hour";
	return (
		<>
			<Four>
				<ChartPanel
					testId="chart-cpu"
					title="CPU"
					note={`mean ${every}`}
					lines={[{ label: "Used", colour: "--series-1" }, leased]}
					marks={marks}
					grid={grids.cpu}
					format={formatCpu}
				/>
				<ChartPanel
					testId="chart-memory"
					title="Memory"
					note="without the page cache that can be dropped"
					lines={[{ label: "Mean", colour: "--series-2" }, { label: "Peak", colour: "--series-6" }, leased]}
					marks={marks}
					grid={grids.memory}
					format={formatBytes}
					isBinary
				/>
				<ChartPanel
					testId="chart-network"
					title="Network"
					note="a second, both ways"
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
					note="what the volumes hold, looked at every five minutes"
					lines={[{ label: "Used", colour: "--series-3" }, leased]}
					marks={marks}
					grid={grids.disk}
					format={formatBytes}
					isBinary
				/>
			</Four>
			<PointTable points={points} />
		</>
	);
}

const Four = ({ children }: { readonly children: React.ReactNode }) => <div className="grid gap-4 xl:grid-cols-2">{children}</div>;

/** The same as figures, for who reads rather than looks. */
function PointTable({ points }: { readonly points: readonly Point[] }) {
	const newest = points.toReversed().slice(0, ROWS_MAX);
	if (newest.length === 0) return null;
	const of = (value: number | null, format: (value: number) => string) => (value === null ? "not known" : format(value));
	return (
		<details className="mt-4 rounded-card border bg-panel">
			<summary className="cursor-pointer px-4 py-2 text-ink-soft">As a table, the newest {newest.length}</summary>
			<Table label="What was used" className="border-t">
				<thead>
					<tr>
						<Th>From</Th>
						<Th className="text-right">Measured</Th>
						<Th className="text-right">CPU</Th>
						<Th className="text-right">Memory</Th>
						<Th className="text-right">Disk</Th>
						<Th className="text-right">Received</Th>
						<Th className="text-right">Sent</Th>
					</tr>
				</thead>
				<tbody className="[&_tr:last-child_td]:border-b-0">
					{newest.map((point) => (
						<tr key={point.at} className="tabular-nums">
							<Td>{formatMoment(point.at)}</Td>
							<Td className="text-right">{point.measuredSeconds} s</Td>
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
