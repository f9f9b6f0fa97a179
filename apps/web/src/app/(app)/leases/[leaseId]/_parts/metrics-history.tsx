"use client";
import type { LeaseDetail } from "@berth/core";
import { MINUTE } from "@berth/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ChartMark } from "@/charts/chart-parts.ts";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { useNow } from "@/data/use-now.ts";
import { metricsText as text } from "@/text/metrics.ts";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { comparedCharts, historyCharts, pointsOf } from "./history-charts.ts";
import { MetricCharts } from "./metric-charts.tsx";
import { type SpanKey, type Split, spans } from "./metric-spans.ts";
import { PointTable } from "./point-table.tsx";

/** A recorded minute is there some seconds after its end. */
const REFETCH_MS = 20_000;

interface MetricsHistoryProps {
	readonly lease: LeaseDetail;
	readonly span: SpanKey;
	readonly service: string | null;
	readonly split: Split;
	readonly marks: readonly ChartMark[];
}

/** What was recorded, by minute or by hour. What was not measured is a gap. */
export function MetricsHistory({ lease, span, service, split, marks }: MetricsHistoryProps) {
	const trpc = useTRPC();
	// A new question each minute, and not with each drawing.
	const to = Math.ceil(useNow() / MINUTE) * MINUTE;
	const { ms, step } = spans[span];
	const usage = useQuery(
		trpc.lease.usage.queryOptions(
			{ leaseId: lease.id, step, from: new Date(to - ms).toISOString(), to: new Date(to).toISOString() },
			{ placeholderData: keepPreviousData, enabled: to > 0, refetchInterval: REFETCH_MS },
		),
	);
	const { data } = usage;
	const charts = useMemo(() => data && (split === "whole" ? historyCharts(data, service) : comparedCharts(data)), [data, split, service]);
	if (!data || !charts)
		return usage.error ? (
			<ProblemPanel title={text.historyFailed} problem={toProblem(usage.error)} onRetry={() => void usage.refetch()} />
		) : (
			<div className="grid gap-4 xl:grid-cols-2">
				{["cpu", "memory", "network", "disk"].map((name) => (
					<SkeletonPanel key={name} className="h-64" />
				))}
			</div>
		);
	return (
		<>
			{usage.error && (
				<ProblemPanel title={text.historyOld} problem={toProblem(usage.error)} onRetry={() => void usage.refetch()} className="mb-3" />
			)}
			<MetricCharts charts={charts} marks={marks} fileName={text.csvName(lease.name, span)} />
			<PointTable points={pointsOf(data, service).points} />
		</>
	);
}
