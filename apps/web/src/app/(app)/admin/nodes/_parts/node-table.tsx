"use client";
import type { RouterOutputs } from "@berth/client";
import { toProblem } from "@/data/problem.ts";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { useNow } from "@/data/use-now.ts";
import { usePages } from "@/data/use-pages.ts";
import { formatBytesOf } from "@/format/bytes.ts";
import type { Mark } from "@/format/mark.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { Moment } from "@/ui/moment.tsx";
import { PageHead, Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Gauge } from "../../_parts/gauge.tsx";

type Node = RouterOutputs["admin"]["node"]["list"]["nodes"][number];

const SILENT_MS = 30_000;

/** A node is unknown when nobody acts for it or its engine was not heard for a while; it is never called dead. */
function markOfNode(node: Pick<Node, "seenAt" | "cordonedAt">, nowMs: number): Mark {
	if (node.seenAt === null || nowMs - Date.parse(node.seenAt) > SILENT_MS) return { shape: "unknown", word: "silent" };
	return node.cordonedAt === null ? { shape: "ok", word: "live" } : { shape: "rest", word: "cordoned" };
}

/** The hosts: what they hold and have left, and who acts for them. */
export function NodeTable() {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const nodes = usePages({
		queryKey: trpc.admin.node.list.pathKey(),
		read: (cursor, options) => client.admin.node.list.query(cursor, options),
		refetchMs: () => 5_000,
	});
	const found = nodes.data?.pages.flatMap((page) => page.nodes);
	return (
		<>
			<PageHead title="Nodes" {...(found ? { note: `${found.length}${nodes.hasNextPage ? "+" : ""}` } : {})} />
			{nodes.error && !nodes.data && (
				<ProblemPanel title="The nodes could not be loaded" problem={toProblem(nodes.error)} onRetry={() => void nodes.refetch()} />
			)}
			{nodes.isPending && <SkeletonPanel className="h-56" />}
			{found?.length === 0 && (
				<div className="rounded-card border bg-panel">
					<Empty title="No node has registered yet">
						<p>A node appears when an agent beside a container engine has started.</p>
					</Empty>
				</div>
			)}
			<ul className="grid gap-4 xl:grid-cols-2">
				{found?.map((node) => (
					<li key={node.id}>
						<NodePanel node={node} />
					</li>
				))}
			</ul>
			{nodes.hasNextPage && (
				<p className="mt-3">
					<Button busy={nodes.isFetchingNextPage} onClick={() => void nodes.fetchNextPage()}>
						More nodes
					</Button>
				</p>
			)}
		</>
	);
}

function NodePanel({ node }: { readonly node: Node }) {
	const now = useNow();
	const { capacity, reserved, agent } = node;
	const cpu = `${reserved.cpuMillis / 1000} of ${capacity.cpuMillis / 1000} CPU`;
	return (
		<Panel
			title={
				<span className="inline-flex items-center gap-2.5">
					{node.name}
					<StateMark mark={markOfNode(node, now)} className="text-12" />
				</span>
			}
			aside={node.seenAt === null ? "never seen" : <Moment at={node.seenAt} />}
		>
			<div className="grid gap-3">
				<Gauge label="CPU" value={reserved.cpuMillis} max={capacity.cpuMillis} text={cpu} />
				<Gauge
					label="Memory"
					value={reserved.memoryBytes}
					max={capacity.memoryBytes}
					text={formatBytesOf(reserved.memoryBytes, capacity.memoryBytes)}
				/>
				<Gauge
					label="Disk"
					value={reserved.diskBytes}
					max={capacity.diskBytes}
					text={formatBytesOf(reserved.diskBytes, capacity.diskBytes)}
				/>
			</div>
			<dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 border-t pt-3 text-12">
				<dt className="text-ink-faint">Claimed by</dt>
				<dd className="truncate font-mono">{node.claimedBy ?? "nobody"}</dd>
				<dt className="text-ink-faint">Claim epoch</dt>
				<dd className="tabular-nums">{node.claimEpoch}</dd>
				{agent && (
					<>
						<dt className="text-ink-faint">Engine</dt>
						<dd>{agent.engine}</dd>
						<dt className="text-ink-faint">Last reconcile</dt>
						<dd>{agent.lastReconcileAt === null ? "none yet" : <Moment at={agent.lastReconcileAt} />}</dd>
						<dt className="text-ink-faint">Last engine event</dt>
						<dd>{agent.lastEventAt === null ? "none yet" : <Moment at={agent.lastEventAt} />}</dd>
					</>
				)}
			</dl>
		</Panel>
	);
}
