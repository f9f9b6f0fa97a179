"use client";
import type { LeaseDetail } from "@berth/core";
import { useMemo } from "react";
import type { ChartMark } from "@/charts/chart-parts.ts";
import { useLeaseStats } from "@/data/use-lease-stats.ts";
import { metricsText as text } from "@/text/metrics.ts";
import { Empty } from "@/ui/empty.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { liveCharts } from "./live-charts.ts";
import { MetricCharts } from "./metric-charts.tsx";
import type { Split } from "./metric-spans.ts";
import { SampleTable } from "./sample-table.tsx";

interface MetricsLiveProps {
	readonly lease: LeaseDetail;
	readonly service: string | null;
	readonly split: Split;
	readonly marks: readonly ChartMark[];
}

/** What the instances use as it happens; nothing is sampled once nobody looks. */
export function MetricsLive({ lease, service, split, marks }: MetricsLiveProps) {
	const { messages, problem } = useLeaseStats(lease.id);
	const newest = messages.at(-1);
	const instances = newest?.instances.filter((of) => service === null || of.service === service) ?? [];
	const source = instances.find(({ sample }) => sample !== null)?.sample?.source;
	const note = source ? text.sampled(text.sources[source]) : text.firstSample;
	const charts = useMemo(
		() => liveCharts({ messages, items: lease.items.filter((item) => service === null || item.service === service), split, note }),
		[messages, lease.items, service, split, note],
	);
	if (problem) return <ProblemPanel title={text.unwatched} problem={problem} />;
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
				<Empty title={text.nothing}>
					<p>{text.nothingHint}</p>
				</Empty>
			</div>
		);
	return (
		<>
			<MetricCharts charts={charts} marks={marks} fileName={text.csvName(lease.name, "live")} />
			<SampleTable instances={instances} />
		</>
	);
}
