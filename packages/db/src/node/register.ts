import { AppError, type NodeId, newId } from "@berth/core";
import type { Connection } from "../connection.ts";
import type { NodeRecord, Resources } from "../records.ts";
import { node } from "../schema/index.ts";
import { toNode } from "./to-node.ts";

/**
 * Makes a node's row by its name, or tells it a new capacity. What it holds, its claim and its cordon stay.
 *
 * Cost  one row by node_name_key, locked for the statement.
 */
export async function registerNode(
	{ db }: Connection,
	given: { readonly name: string; readonly capacity: Resources },
): Promise<NodeRecord> {
	const capacity = {
		cpuMillisCapacity: given.capacity.cpuMillis,
		memoryBytesCapacity: given.capacity.memoryBytes,
		diskBytesCapacity: given.capacity.diskBytes,
	};
	const [row] = await db
		.insert(node)
		.values({ id: newId<NodeId>(), name: given.name, ...capacity })
		.onConflictDoUpdate({ target: node.name, set: capacity })
		.returning();
	if (row === undefined) throw new AppError("INTERNAL");
	return toNode(row);
}
