"use client";
import { useQueries } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes, formatBytesOf } from "@/format/bytes.ts";
import { retentionText } from "@/text/admin-retention.ts";
import { Meter } from "@/ui/meter.tsx";
import { Panel } from "@/ui/panel.tsx";
import { Bone } from "@/ui/skeleton.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { useNodes } from "../../_parts/use-nodes.ts";
import { useTenants } from "../../_parts/use-tenants.ts";

const text = retentionText;
const SHOWN = 6;

/** What retained data takes on each node and of each tenant, beside what it may. */
export function Footprint() {
	const trpc = useTRPC();
	const nodes = useNodes();
	const tenants = useTenants();
	const loads = useQueries({ queries: (nodes.data ?? []).map(({ id }) => trpc.admin.node.get.queryOptions({ nodeId: id })) });
	const holding = tenants.data
		?.filter(({ use, retainedBytesMax }) => use.retained.bytes > 0 || retainedBytesMax !== null)
		.toSorted((a, b) => b.use.retained.bytes - a.use.retained.bytes)
		.slice(0, SHOWN);
	return (
		<Panel title={text.footprint}>
			<QueryProblem what={text.what} query={tenants} />
			<ul className="grid gap-2">
				{nodes.data?.map(({ id, name, retainedBytesMax }, at) => {
					const load = loads[at]?.data?.load;
					return (
						<Row key={id} label={text.footprintNode(name)} bytes={load === undefined ? null : load.retained.bytes} cap={retainedBytesMax} />
					);
				})}
				{holding?.map(({ id, name, use, retainedBytesMax }) => (
					<Row key={id} label={text.footprintTenant(name)} bytes={use.retained.bytes} cap={retainedBytesMax} />
				))}
			</ul>
			{holding?.length === 0 && <p className="mt-2 text-ink-faint">{text.footprintNone}</p>}
		</Panel>
	);
}

interface RowProps {
	readonly label: string;
	/** Null while it is not known. */
	readonly bytes: number | null;
	readonly cap: number | null;
}

function Row({ label, bytes, cap }: RowProps) {
	const said = bytes === null ? "" : cap === null ? text.noCap(formatBytes(bytes)) : formatBytesOf(bytes, cap);
	return (
		<li className="grid grid-cols-[9rem_minmax(0,1fr)_auto] items-center gap-3">
			<span className="truncate" title={label}>
				{label}
			</span>
			{bytes === null ? <Bone /> : cap === null ? <span /> : <Meter label={label} value={bytes} max={cap} text={said} />}
			<span className="text-ink-soft tabular-nums">{said}</span>
		</li>
	);
}
