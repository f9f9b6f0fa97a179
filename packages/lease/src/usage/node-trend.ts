import { type Clock, DAY, HOUR, type NodeId } from "@berth/core";
import type { NodeTrendPoint, Resources, Stores } from "@berth/db";

/** What was leased of a node in the span that begins at `at`, and what its leases used of it. */
export interface NodeTrendPointView {
	readonly at: string;
	/** The most that was reserved. */
	readonly reserved: Resources;
	readonly capacity: Resources;
	/** Means of the whole hours in it; null where none is known yet. */
	readonly used: Resources | null;
	/** Instances leased by size, as the last hour in it began. */
	readonly skus: Readonly<Record<string, number>>;
}

/** Each node by spans of time, oldest first; a span in which nobody acted for it is left out. */
export interface NodeTrend {
	readonly from: string;
	readonly to: string;
	readonly spanMs: number;
	readonly nodes: readonly { readonly nodeId: NodeId; readonly name: string; readonly points: readonly NodeTrendPointView[] }[];
}

/** As many points as a small picture shows, of however many days they are. */
const POINTS = 56;

export async function readTrend(stores: Pick<Stores, "nodes" | "usage">, clock: Clock, days: number): Promise<NodeTrend> {
	const spanHours = Math.ceil((days * DAY) / HOUR / POINTS);
	const spanMs = spanHours * HOUR;
	const to = new Date((Math.floor(clock.now().getTime() / spanMs) + 1) * spanMs);
	const from = new Date(to.getTime() - Math.ceil((days * DAY) / spanMs) * spanMs);
	const [nodes, points] = await Promise.all([stores.nodes.list(), stores.usage.nodeTrend({ from, to }, spanHours)]);
	const byNode = Map.groupBy(points, ({ nodeId }) => nodeId);
	return {
		from: from.toISOString(),
		to: to.toISOString(),
		spanMs,
		nodes: nodes.map(({ id, name }) => ({ nodeId: id, name, points: (byNode.get(id) ?? []).map(toPoint) })),
	};
}

const toPoint = ({ at, used, skus, ...point }: NodeTrendPoint): NodeTrendPointView => ({
	at: at.toISOString(),
	reserved: { cpuMillis: point.cpuMillisReserved, memoryBytes: point.memoryBytesReserved, diskBytes: point.diskBytesReserved },
	capacity: { cpuMillis: point.cpuMillisCapacity, memoryBytes: point.memoryBytesCapacity, diskBytes: point.diskBytesCapacity },
	used: used && {
		cpuMillis: Math.round(used.cpuMillis),
		memoryBytes: Math.round(used.memoryBytes),
		diskBytes: Math.round(used.diskBytes),
	},
	skus,
});
