import type { RouterOutputs } from "@berth/client";
import { HOUR, MINUTE } from "@berth/core";
import { toGrid } from "@/charts/to-grid.ts";
import { formatBytes, formatBytesRate, formatCpu } from "@/format/bytes.ts";
import { metricsText as text } from "@/text/metrics.ts";
import type { MetricChart } from "./metric-chart.ts";
import { commonLimit, LINES_MAX, leasedEachLine, leasedLine, linesOf, noteOf } from "./metric-groups.ts";

export type Usage = RouterOutputs["lease"]["usage"];
export type UsagePoint = Usage["whole"][number];
type Read = (point: UsagePoint) => number | null;

const perSecond =
	(read: Read): Read =>
	(point) => {
		const bytes = read(point);
		return bytes === null || point.measuredSeconds === 0 ? null : bytes / point.measuredSeconds;
	};
const received = perSecond((point) => point.rxBytes);
const sent = perSecond((point) => point.txBytes);
const both: Read = (point) => {
	const [a, b] = [received(point), sent(point)];
	return a === null && b === null ? null : (a ?? 0) + (b ?? 0);
};

/** What is looked at of what was recorded: all of it, or one service. */
export function pointsOf(
	usage: Usage,
	service: string | null,
): { readonly points: readonly UsagePoint[]; readonly limits: Usage["limits"] | null } {
	if (service === null) return { points: usage.whole, limits: usage.limits };
	const one = usage.services.find((known) => known.service === service);
	return { points: one?.points ?? [], limits: one?.limits ?? null };
}

/** Pictures of what was recorded, together. What was not measured is a gap. */
export function historyCharts(usage: Usage, service: string | null): readonly MetricChart[] {
	const { points, limits } = pointsOf(usage, service);
	const draw = (reads: readonly Read[]) => toGrid(points, rangeOf(usage), reads);
	const limited = (lines: MetricChart["lines"], reads: readonly Read[], of: number | undefined): Pick<MetricChart, "lines" | "grid"> => {
		const grid = draw(reads);
		return { lines: [...lines, leasedLine], grid: { ...grid, lines: [...grid.lines, grid.seconds.map(() => of || null)] } };
	};
	return [
		{ ...chartOf.cpu(usage), ...limited([{ label: text.used, colour: "--series-1" }], [(point) => point.cpuMillis], limits?.cpuMillis) },
		{
			...chartOf.memory,
			...limited(
				[
					{ label: text.mean, colour: "--series-2" },
					{ label: text.peak, colour: "--series-6" },
				],
				[(point) => point.memoryBytes, (point) => point.memoryPeakBytes],
				limits?.memoryBytes,
			),
		},
		{
			...chartOf.network(text.perSecondBoth),
			lines: [
				{ label: text.received, colour: "--series-4" },
				{ label: text.sent, colour: "--series-5" },
			],
			grid: draw([received, sent]),
		},
		{ ...chartOf.disk, ...limited([{ label: text.used, colour: "--series-3" }], [(point) => point.diskBytes], limits?.diskBytes) },
	];
}

/** The same with a line for each service. */
export function comparedCharts(usage: Usage): readonly MetricChart[] {
	const all = usage.services.toSorted((a, b) => a.service.localeCompare(b.service));
	const shown = all.slice(0, LINES_MAX);
	const draw = (read: Read, of?: (limits: Usage["limits"]) => number): Pick<MetricChart, "lines" | "grid"> => {
		const grids = shown.map(({ points }) => toGrid(points, rangeOf(usage), [read]));
		const seconds = grids[0]?.seconds ?? [];
		const limit = of === undefined ? null : commonLimit(shown.map(({ limits }) => (limits === null ? null : of(limits))));
		const lines = linesOf(shown.map(({ service }) => service));
		return {
			lines: limit === null ? lines : [...lines, leasedEachLine],
			grid: { seconds, lines: [...grids.flatMap((grid) => grid.lines), ...(limit === null ? [] : [seconds.map(() => limit)])] },
		};
	};
	const charts = [
		{
			...chartOf.cpu(usage),
			...draw(
				(point) => point.cpuMillis,
				(limits) => limits.cpuMillis,
			),
		},
		{
			...chartOf.memory,
			...draw(
				(point) => point.memoryBytes,
				(limits) => limits.memoryBytes,
			),
		},
		{ ...chartOf.network(text.perSecondSum), ...draw(both) },
		{
			...chartOf.disk,
			...draw(
				(point) => point.diskBytes,
				(limits) => limits.diskBytes || 0,
			),
		},
	];
	return charts.map((chart) => ({ ...chart, note: noteOf(chart.note, all.length) }));
}

const rangeOf = ({ step, from, to }: Usage) => ({ from, to, stepMs: step === "minute" ? MINUTE : HOUR });

const chartOf = {
	cpu: ({ step }: Usage) => ({ key: "cpu", note: text.means[step], unit: "cpu_millis", format: formatCpu }) as const,
	memory: { key: "memory", note: text.withoutCache, unit: "bytes", format: formatBytes, isBinary: true },
	network: (note: string) => ({ key: "network", note, unit: "bytes_per_second", format: formatBytesRate, isBinary: true }) as const,
	disk: { key: "disk", note: text.diskHeld, unit: "bytes", format: formatBytes, isBinary: true },
} as const;
