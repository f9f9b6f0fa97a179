"use client";
import { fleetText } from "@/text/admin-fleet.ts";
import { Empty } from "@/ui/empty.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { useNodes } from "../../_parts/use-nodes.ts";
import { NodeRoom } from "./node-room.tsx";
import { Sizes } from "./sizes.tsx";
import { TenantShares } from "./tenant-shares.tsx";
import { Trends } from "./trends.tsx";

const text = fleetText.capacity;

/** What each node has given away and has left, how much more goes into it, who holds most, and the sizes it is given away in. */
export function Capacity() {
	const nodes = useNodes();
	return (
		<>
			<PageHead title={text.title} />
			<QueryProblem what={text.what} query={nodes} />
			{nodes.isPending && <SkeletonPanel className="mb-4 h-64" />}
			{nodes.data?.length === 0 && (
				<div className="mb-4 rounded-card border bg-panel">
					<Empty title={fleetText.fleet.noNode}>
						<p>{fleetText.fleet.noNodeHint}</p>
					</Empty>
				</div>
			)}
			<div className="grid gap-4">
				{nodes.data?.map((node) => (
					<NodeRoom key={node.id} node={node} />
				))}
				{nodes.data && nodes.data.length > 0 && <TenantShares nodes={nodes.data} />}
				{nodes.data && nodes.data.length > 0 && <Trends />}
				<Sizes />
			</div>
		</>
	);
}
