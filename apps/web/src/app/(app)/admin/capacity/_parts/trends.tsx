"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { Empty } from "@/ui/empty.tsx";
import { Panel } from "@/ui/panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { SizeTrends } from "./size-trends.tsx";
import { TrendChart } from "./trend-chart.tsx";

const text = fleetText.capacity;
const DAYS = 14;
/** The newest span moves with what is leased; older ones never do. */
const EVERY_MS = 60_000;

const resources = [
	{ key: "cpuMillis", label: text.resource.cpu, format: formatCpu },
	{ key: "memoryBytes", label: text.resource.memory, format: formatBytes },
	{ key: "diskBytes", label: text.resource.disk, format: formatBytes },
] as const;

/** What was leased and used in the last days, of each node and each size. */
export function Trends() {
	const query = useQuery(useTRPC().admin.node.trend.queryOptions({ days: DAYS }, { refetchInterval: EVERY_MS }));
	const trend = query.data;
	const nodes = trend?.nodes.filter(({ points }) => points.length > 0);
	return (
		<Panel title={text.trend} aside={text.trendNote}>
			<QueryProblem what={text.trendWhat} query={query} />
			{trend === undefined && query.error === null && <SkeletonPanel className="h-40" />}
			{nodes?.length === 0 && (
				<Empty title={text.trendNone}>
					<p>{text.trendNoneHint}</p>
				</Empty>
			)}
			{trend && nodes && nodes.length > 0 && (
				<div className="grid grid-cols-[minmax(0,1fr)] gap-6">
					{nodes.map(({ nodeId, name, points }) => (
						<section key={nodeId} data-trend={name}>
							<h3 className="mb-2 font-medium">{name}</h3>
							<div className="grid gap-x-8 gap-y-5 lg:grid-cols-3">
								{resources.map(({ key, label, format }) => (
									<TrendChart
										key={key}
										label={label}
										title={text.trendOf(name, label)}
										range={trend}
										points={points.map(({ at, reserved, used, capacity }) => ({
											at,
											leased: reserved[key],
											used: used?.[key] ?? null,
											has: capacity[key],
										}))}
										format={format}
									/>
								))}
							</div>
						</section>
					))}
					<SizeTrends nodes={nodes} range={trend} />
				</div>
			)}
		</Panel>
	);
}
