"use client";
import type { RouterOutputs } from "@berth/client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { useNow } from "@/data/use-now.ts";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { formatCount } from "@/format/count.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { Panel } from "@/ui/panel.tsx";
import { Bone } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { markOfNode, type Node } from "../../nodes/_parts/node-mark.ts";
import { ShareBar } from "./share-bar.tsx";

const text = fleetText.capacity;
const EVERY_MS = 5_000;

type Load = RouterOutputs["admin"]["node"]["get"]["load"];

/** One node: each resource in its parts, and how many more of each size go into what is free. */
export function NodeRoom({ node }: { readonly node: Node }) {
	const trpc = useTRPC();
	const now = useNow();
	const query = useQuery(trpc.admin.node.get.queryOptions({ nodeId: node.id }, { refetchInterval: EVERY_MS }));
	const { capacity, reserved } = query.data ?? node;
	const load = query.data?.load;
	return (
		<Panel
			title={
				<span className="inline-flex items-center gap-2.5">
					{node.name}
					<StateMark mark={markOfNode(query.data ?? node, now)} className="text-12" />
				</span>
			}
			aside={node.cordonedAt === null ? undefined : text.cordoned}
		>
			<QueryProblem what={text.nodeWhat} query={query} />
			<div className="grid gap-x-8 gap-y-5 lg:grid-cols-[minmax(0,3fr)_minmax(16rem,2fr)]">
				<div className="grid content-start gap-3">
					<ShareBar
						label={text.resource.cpu}
						whole={capacity.cpuMillis}
						parts={[{ name: text.leased, value: reserved.cpuMillis, look: "leased" }]}
						format={formatCpu}
					/>
					<ShareBar
						label={text.resource.memory}
						whole={capacity.memoryBytes}
						parts={[{ name: text.leased, value: reserved.memoryBytes, look: "leased" }]}
						format={formatBytes}
					/>
					<ShareBar
						label={text.resource.disk}
						whole={capacity.diskBytes}
						parts={diskParts(reserved.diskBytes, load)}
						format={formatBytes}
					/>
				</div>
				<Fits fits={load?.fits} />
			</div>
		</Panel>
	);
}

/** Disk alone is held by closed leases too. Until that is known, all of it counts as leased. */
function diskParts(reserved: number, load: Load | undefined) {
	const retained = load?.retained.bytes ?? 0;
	const reaping = load?.reaping.bytes ?? 0;
	return [
		{ name: text.leased, value: Math.max(0, reserved - retained), look: "leased" as const },
		{ name: text.retained, value: retained - reaping, look: "retained" as const },
		{ name: text.reaping, value: reaping, look: "reaping" as const },
	];
}

const Fits = ({ fits }: { readonly fits: Load["fits"] | undefined }) => (
	<section>
		<h3 className="text-12 font-medium text-ink-soft">{text.fits}</h3>
		<p className="mb-2 text-12 text-ink-faint">{text.fitsNote}</p>
		{fits === undefined ? (
			<Bone className="w-40" />
		) : fits.length === 0 ? (
			<p className="text-ink-faint">{text.fitsNone}</p>
		) : (
			<dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1">
				{fits.map(({ sku, count }) => (
					<div key={sku} data-fits={sku} className="contents">
						<dt className="truncate">{sku}</dt>
						<dd className={count === 0 ? "text-right font-medium text-warn tabular-nums" : "text-right tabular-nums"}>
							{text.more(formatCount(count))}
						</dd>
					</div>
				))}
			</dl>
		)}
	</section>
);
