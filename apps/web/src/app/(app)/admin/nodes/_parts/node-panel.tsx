"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTRPC } from "@/data/trpc.ts";
import { useNow } from "@/data/use-now.ts";
import { formatBytes, formatBytesOf } from "@/format/bytes.ts";
import { adminText } from "@/text/admin.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { nodePanelText as words } from "@/text/admin-parts.ts";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Dash } from "../../_parts/dash.tsx";
import { Gauge } from "../../_parts/gauge.tsx";
import { CordonButton } from "./cordon-button.tsx";
import { LeftPanel } from "./left-panel.tsx";
import { markOfNode, type Node } from "./node-mark.ts";

const text = fleetText.nodes;

/** One host: what is reserved of it, what it holds, and who acts for it. */
export function NodePanel({ node, onChange }: { readonly node: Node; readonly onChange: () => Promise<unknown> }) {
	const trpc = useTRPC();
	const now = useNow();
	const { capacity, reserved, agent, hostPorts } = node;
	// How much there is on it is counted anew now and then: the figures above are the ones that move.
	const { data } = useQuery(trpc.admin.node.get.queryOptions({ nodeId: node.id }, { refetchInterval: 15_000 }));
	const load = data?.load;
	const leases = load && Object.values(load.leases).reduce((sum, count) => sum + count, 0);
	return (
		<Panel
			title={
				<span className="inline-flex items-center gap-2.5">
					{node.name}
					<StateMark mark={markOfNode(node, now)} className="text-12" />
				</span>
			}
			aside={
				<span className="inline-flex items-center gap-3">
					{node.seenAt === null ? adminText.never : <Moment at={node.seenAt} />}
					<CordonButton node={node} leases={leases ?? 0} tenants={load?.tenants ?? 0} onChange={onChange} />
				</span>
			}
		>
			<div className="grid gap-3">
				<Gauge
					label={words.cpu}
					value={reserved.cpuMillis}
					max={capacity.cpuMillis}
					text={`${reserved.cpuMillis / 1000} of ${capacity.cpuMillis / 1000} CPU`}
				/>
				<Gauge
					label={words.memory}
					value={reserved.memoryBytes}
					max={capacity.memoryBytes}
					text={formatBytesOf(reserved.memoryBytes, capacity.memoryBytes)}
				/>
				<Gauge
					label={words.disk}
					value={reserved.diskBytes}
					max={capacity.diskBytes}
					text={formatBytesOf(reserved.diskBytes, capacity.diskBytes)}
				/>
			</div>
			<dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 border-t pt-3 text-12">
				<Fact name={text.leases}>{load === undefined ? <Dash /> : text.leasesOf(leases ?? 0, load.tenants)}</Fact>
				<Fact name={text.volumes}>{load?.volumes ?? <Dash />}</Fact>
				<Fact name={text.retained}>
					{load === undefined ? (
						<Dash />
					) : (
						text.retainedOf(load.retained.records, formatBytesOfCap(load.retained.bytes, node.retainedBytesMax))
					)}
				</Fact>
				<Fact name={text.ports}>{hostPorts === null ? text.noPorts : `${hostPorts.first}–${hostPorts.last}`}</Fact>
				<Fact name={text.claimedBy}>
					<span className="font-mono break-all">{node.claimedBy ?? adminText.nobody}</span>
				</Fact>
				<Fact name={text.epoch}>{node.claimEpoch}</Fact>
				{agent && (
					<>
						<Fact name={text.engine}>{agent.engine}</Fact>
						<Fact name={text.reconcile}>{agent.lastReconcileAt === null ? text.noneYet : <Moment at={agent.lastReconcileAt} />}</Fact>
						<Fact name={text.event}>{agent.lastEventAt === null ? text.noneYet : <Moment at={agent.lastEventAt} />}</Fact>
					</>
				)}
			</dl>
			{node.cordonedAt !== null && <LeftPanel nodeId={node.id} retained={load?.retained.records} />}
		</Panel>
	);
}

const formatBytesOfCap = (bytes: number, cap: number | null): string => (cap === null ? formatBytes(bytes) : formatBytesOf(bytes, cap));

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
	<>
		<dt className="text-ink-faint">{name}</dt>
		<dd className="min-w-0 tabular-nums">{children}</dd>
	</>
);
