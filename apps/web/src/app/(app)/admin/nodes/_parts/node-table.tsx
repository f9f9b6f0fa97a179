"use client";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { Empty } from "@/ui/empty.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { LoadMore } from "../../_parts/load-more.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { HostPanel } from "./host-panel.tsx";
import { NodePanel } from "./node-panel.tsx";

const text = fleetText.nodes;
const EVERY_MS = 5_000;

/** The hosts: what they hold and have left, who acts for them, and what this process's one can. */
export function NodeTable() {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const nodes = usePages({
		queryKey: trpc.admin.node.list.pathKey(),
		read: (cursor, options) => client.admin.node.list.query(cursor, options),
		refetchMs: () => EVERY_MS,
	});
	const found = nodes.data?.pages.flatMap((page) => page.nodes);
	return (
		<>
			<PageHead title={text.title} {...(found ? { note: `${found.length}${nodes.hasNextPage ? "+" : ""}` } : {})} />
			<QueryProblem what={text.what} query={nodes} />
			{nodes.isPending && <SkeletonPanel className="h-56" />}
			{found?.length === 0 && (
				<div className="rounded-card border bg-panel">
					<Empty title={fleetText.fleet.noNode}>
						<p>{fleetText.fleet.noNodeHint}</p>
					</Empty>
				</div>
			)}
			<ul className="grid gap-4 xl:grid-cols-2">
				{found?.map((node) => (
					<li key={node.id} data-node={node.name} className="min-w-0">
						<NodePanel node={node} onChange={() => nodes.refetch()} />
					</li>
				))}
			</ul>
			<LoadMore query={nodes} />
			<HostPanel />
		</>
	);
}
