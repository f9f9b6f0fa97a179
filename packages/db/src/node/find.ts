import type { NodeId } from "@berth/core";
import { asc, eq, gt, sql } from "drizzle-orm";
import type { Connection } from "../connection.ts";
import type { NodeRecord } from "../records.ts";
import { node } from "../schema/index.ts";
import { toNode } from "./to-node.ts";

/** Reads one node. Cost: the primary key; no lock. Prepared: every page about a lease asks it. */
export function createFindNode({ db }: Connection): (id: NodeId) => Promise<NodeRecord | null> {
	const query = db
		.select()
		.from(node)
		.where(eq(node.id, sql.placeholder("id")))
		.prepare("node_find");
	return async (id) => {
		const [row] = await query.execute({ id });
		return row === undefined ? null : toNode(row);
	};
}

/** Reads a page of nodes by name. Cost: node_name_key; no lock. */
export async function pageNodes(
	{ db }: Connection,
	{ limit, after }: { readonly limit: number; readonly after?: string },
): Promise<NodeRecord[]> {
	const rows = await db
		.select()
		.from(node)
		.where(after === undefined ? undefined : gt(node.name, after))
		.orderBy(asc(node.name))
		.limit(limit);
	return rows.map(toNode);
}

/** Reads all nodes by name; there are few. No lock. */
export function createListNodes({ db }: Connection): () => Promise<NodeRecord[]> {
	const query = db.select().from(node).orderBy(asc(node.name)).prepare("node_list");
	return async () => (await query.execute()).map(toNode);
}
