"use client";
import { formatBytesOf } from "@/format/bytes.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { Empty } from "@/ui/empty.tsx";
import { Meter } from "@/ui/meter.tsx";
import { Panel } from "@/ui/panel.tsx";
import { Bone } from "@/ui/skeleton.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { useTenants } from "../../_parts/use-tenants.ts";
import type { Node } from "../../nodes/_parts/node-mark.ts";

const text = fleetText.capacity;
const SHOWN = 5;

/** Who holds most of what all nodes have. */
export function TenantShares({ nodes }: { readonly nodes: readonly Node[] }) {
	const query = useTenants();
	const whole = nodes.reduce((sum, { capacity }) => sum + capacity.memoryBytes, 0);
	const largest = query.data
		?.filter(({ use }) => use.memoryBytes > 0)
		.toSorted((a, b) => b.use.memoryBytes - a.use.memoryBytes)
		.slice(0, SHOWN);
	return (
		<Panel title={text.share} aside={text.shareNote}>
			<QueryProblem what={text.shareWhat} query={query} />
			{largest === undefined ? (
				query.error === null && <Bone className="w-64" />
			) : largest.length === 0 ? (
				<Empty title={text.shareNone} />
			) : (
				<ul className="grid gap-2">
					{largest.map(({ id, name, use }) => (
						<li key={id} className="grid grid-cols-[8rem_minmax(0,1fr)_auto] items-center gap-3">
							<span className="truncate">{name}</span>
							<Meter label={name} value={use.memoryBytes} max={whole} text={formatBytesOf(use.memoryBytes, whole)} />
							<span className="text-ink-soft tabular-nums">{formatBytesOf(use.memoryBytes, whole)}</span>
						</li>
					))}
				</ul>
			)}
		</Panel>
	);
}
