"use client";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { markOfState } from "@/format/mark.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { Link } from "@/ui/link.tsx";
import { Bone } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { LoadMore } from "../../_parts/load-more.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";

const text = fleetText.nodes;
const PAGE = 20;
const EVERY_MS = 5_000;

interface LeftPanelProps {
	readonly nodeId: string;
	/** How many closed leases' data is there; undefined while it is not known. */
	readonly retained: number | undefined;
}

/** What has to go before a cordoned node can be taken away: its open leases by name, each of which its tenant or an admin closes. */
export function LeftPanel({ nodeId, retained }: LeftPanelProps) {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const query = usePages({
		queryKey: [...trpc.admin.leases.list.pathKey(), nodeId],
		read: (cursor, options) => client.admin.leases.list.query({ nodeId, limit: PAGE, ...cursor }, options),
		refetchMs: () => EVERY_MS,
	});
	const left = query.data?.pages.flatMap((page) => page.leases);
	return (
		<section className="mt-4 border-t pt-3" data-testid="left-on-node">
			<h3 className="mb-1 text-12 font-medium text-ink-soft">{text.left}</h3>
			<QueryProblem what={text.leftWhat} query={query} />
			{left === undefined && query.error === null && <Bone className="w-40" />}
			{left?.length === 0 && (
				<p className="text-ink-soft">
					{text.leftNone} {retained === undefined ? "" : text.leftRest(retained)}
				</p>
			)}
			{left && left.length > 0 && (
				<ul className="grid gap-1">
					{left.map(({ id, name, tenantName, state }) => (
						<li key={id} data-left={name} className="flex flex-wrap items-baseline gap-x-3">
							<Link href={`/leases/${id}`} className="font-medium text-accent hover:underline">
								{name}
							</Link>
							<span className="text-ink-faint">{tenantName}</span>
							<StateMark mark={markOfState(state)} className="text-12" />
						</li>
					))}
				</ul>
			)}
			<LoadMore query={query} />
		</section>
	);
}
