import { AppError, type NodeId } from "@berth/core";
import { eq, sql } from "drizzle-orm";
import type { Audit } from "../audit/audit.ts";
import { audited } from "../audit/audited.ts";
import type { Connection } from "../connection.ts";
import type { NodeRecord } from "../records.ts";
import { node } from "../schema/index.ts";
import { toNode } from "./to-node.ts";

/**
 * Keeps new leases from a node, or lets them again. What it has runs on, and what was retained there can be restored.
 *
 * Returns  the node; cordoned since when it first was.
 * Errors   NOT_FOUND.
 */
export function cordonNode(connection: Connection, id: NodeId, cordoned: boolean, audit?: Audit): Promise<NodeRecord> {
	return audited(
		connection,
		audit,
		async ({ db }) => {
			const set = { cordonedAt: cordoned ? sql`coalesce(${node.cordonedAt}, now())` : null };
			const [row] = await db.update(node).set(set).where(eq(node.id, id)).returning();
			if (row === undefined) throw new AppError("NOT_FOUND");
			return toNode(row);
		},
		() => ({ kind: "node", id, facts: { cordoned } }),
	);
}
