import { AppError, type NodeId, newId } from "@berth/core";
import type { Connection } from "../connection.ts";
import type { NodeRecord, PortRange, Resources } from "../records.ts";
import { node } from "../schema/index.ts";
import { toNode } from "./to-node.ts";

/**
 * Makes a node's row by its name, or tells it a new capacity and which ports leases may have. What it holds, its claim and its cordon stay,
 * and so do ports that leases have outside of what is given out from now on.
 *
 * Cost  one row by node_name_key, locked for the statement.
 */
export async function registerNode(
	{ db }: Connection,
	given: {
		readonly name: string;
		readonly capacity: Resources;
		readonly hostPorts?: PortRange | null;
		readonly retainedBytesMax?: number | null;
	},
): Promise<NodeRecord> {
	const told = {
		retainedBytesMax: given.retainedBytesMax ?? null,
		hostPortFirst: given.hostPorts?.first ?? null,
		hostPortLast: given.hostPorts?.last ?? null,
		cpuMillisCapacity: given.capacity.cpuMillis,
		memoryBytesCapacity: given.capacity.memoryBytes,
		diskBytesCapacity: given.capacity.diskBytes,
	};
	const [row] = await db
		.insert(node)
		.values({ id: newId<NodeId>(), name: given.name, ...told })
		.onConflictDoUpdate({ target: node.name, set: told })
		.returning();
	if (row === undefined) throw new AppError("INTERNAL");
	return toNode(row);
}
