"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes } from "@/format/bytes.ts";
import type { Mark } from "@/format/mark.ts";
import { formatCpuTime } from "@/format/usage.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { fleetText as words } from "@/text/admin-parts.ts";
import { Empty } from "@/ui/empty.tsx";
import { Moment } from "@/ui/moment.tsx";
import { PageHead, Panel } from "@/ui/panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { CapacityPanel } from "./capacity-panel.tsx";
import type { FleetData, FleetNode } from "./fleet-data.ts";
import { InFlight } from "./in-flight.tsx";
import { PartStrip } from "./part-strip.tsx";
import { StuckPanel } from "./stuck-panel.tsx";
import { Warnings } from "./warnings.tsx";
import { WatchTable } from "./watch-table.tsx";

const text = fleetText.fleet;

/** A node that is not heard of is unknown and never called dead. */
const marks: Readonly<Record<FleetNode["health"], Mark>> = {
	ok: { shape: "ok", word: "live" },
	"engine-silent": { shape: "unknown", word: "engine silent" },
	"no-agent": { shape: "unknown", word: "no agent" },
	"never-seen": { shape: "unknown", word: "never seen" },
};

/** All nodes at one look: whether they live, what they have left, and what watching them costs. */
export function Fleet() {
	const trpc = useTRPC();
	const fleet = useQuery(trpc.admin.fleet.queryOptions(undefined, { refetchInterval: 5_000 }));
	const { data } = fleet;
	const alive = data?.nodes.filter(({ health }) => health === "ok").length ?? 0;
	return (
		<>
			<PageHead title={text.title} {...(data ? { note: text.live(alive, data.nodes.length) } : {})}>
				{data && (
					<span className="text-12 text-ink-faint">
						{text.asOf} <Moment at={data.at} />
					</span>
				)}
			</PageHead>
			<PartStrip />
			<QueryProblem what={text.what} query={fleet} />
			{!data && !fleet.error && (
				<div className="grid gap-4">
					<SkeletonPanel className="h-40" />
					<SkeletonPanel className="h-56" />
				</div>
			)}
			{data?.nodes.length === 0 && (
				<div className="mb-4 rounded-card border bg-panel">
					<Empty title={text.noNode}>
						<p>{text.noNodeHint}</p>
					</Empty>
				</div>
			)}
			{data && data.nodes.length > 0 && (
				<div className="grid gap-4">
					<div className="grid gap-4 xl:grid-cols-2">
						<Health nodes={data.nodes} />
						<CapacityPanel nodes={data.nodes} />
					</div>
					<div className="grid gap-4 xl:grid-cols-2">
						<div className="grid content-start gap-4">
							<StuckPanel />
							<InFlight />
						</div>
						<Warnings />
					</div>
					<WatchTable nodes={data.nodes} />
					<div className="grid gap-4 xl:grid-cols-2">
						<TopTenants fleet={data} />
						<Stored fleet={data} />
					</div>
				</div>
			)}
		</>
	);
}

function Health({ nodes }: { readonly nodes: readonly FleetNode[] }) {
	return (
		<Panel title={words.health} flush>
			<Table label={words.healthOfNodes}>
				<thead>
					<tr>
						<Th>{words.node}</Th>
						<Th>{words.state}</Th>
						<Th>{words.engineHeard}</Th>
						<Th>{words.claimedBy}</Th>
					</tr>
				</thead>
				<tbody className="[&_tr:last-child_td]:border-b-0">
					{nodes.map((node) => (
						<tr key={node.id} data-node={node.name}>
							<Td className="font-medium">{node.name}</Td>
							<Td>
								<span className="inline-flex items-center gap-2">
									<StateMark mark={marks[node.health]} className="text-12" />
									{node.cordonedAt !== null && <StateMark mark={{ shape: "rest", word: "cordoned" }} className="text-12" />}
								</span>
							</Td>
							<Td>{node.seenAt === null ? words.never : <Moment at={node.seenAt} />}</Td>
							<Td className="max-w-56 truncate font-mono text-12">{node.claimedBy ?? words.nobody}</Td>
						</tr>
					))}
				</tbody>
			</Table>
		</Panel>
	);
}

const TopTenants = ({ fleet: { topTenants } }: { readonly fleet: FleetData }) => (
	<Panel title={words.tenantsThatUseMost} aside={words.cpuTimeOfTheLast} flush>
		{topTenants.length === 0 ? (
			<Empty title={words.nothingWasUsedInThe} />
		) : (
			<Table label={words.tenantsThatUseMost}>
				<tbody className="[&_tr:last-child_td]:border-b-0">
					{topTenants.map(({ tenantId, name, cpuMs }) => (
						<tr key={tenantId}>
							<Td>{name || tenantId}</Td>
							<Td className="text-right tabular-nums">{formatCpuTime(cpuMs)}</Td>
						</tr>
					))}
				</tbody>
			</Table>
		)}
	</Panel>
);

const Stored = ({ fleet: { stored } }: { readonly fleet: FleetData }) => (
	<Panel title={words.historyOfUseInThe}>
		<dl className="grid grid-cols-3 gap-2">
			<Figure label={words.byMinute} value={formatBytes(stored.minuteBytes)} />
			<Figure label={words.daysTwoAhead} value={String(stored.days)} />
			<Figure label={words.byHour} value={formatBytes(stored.hourBytes)} />
		</dl>
	</Panel>
);

const Figure = ({ label, value }: { readonly label: string; readonly value: string }) => (
	<div>
		<dt className="text-12 text-ink-faint">{label}</dt>
		<dd className="text-16 font-medium tabular-nums">{value}</dd>
	</div>
);
