import type { LeaseId } from "@berth/core";
import { assertClaim, isClaimed } from "../node/assert-claim.ts";
import { type Queryable, rowsOf } from "../query.ts";
import type { Fence } from "../scope.ts";
import { toJson } from "../to-json.ts";
import { oweParts } from "./owe.ts";

const text = `
	with ${oweParts("actor.stuck", {
		from: `(select lease.* from node, lease where ${isClaimed("$1", "$2")} and lease.id = $3 and lease.node_id = node.id) lease`,
		tenantId: "lease.tenant_id",
		data: "$4::jsonb",
		whose: "webhook.tenant_id is null",
	}).join(", ")}
	select (select count(*) from owed)::int as owed, (select count(*) from rung)`;

/** Owes the webhooks of the installation that an actor is stuck. Returns to how many. Errors  CLAIM_LOST. Cost: primary keys. */
export async function tellStuck(db: Queryable, fence: Fence, id: LeaseId, data: Readonly<Record<string, unknown>>): Promise<number> {
	const [row] = await rowsOf<{ owed: number }>(db, text, [fence.nodeId, fence.epoch, id, toJson(data)]);
	// Whose claim is lost finds no lease; so does a node that has it no more: they must not look alike.
	await assertClaim(db, fence);
	return row?.owed ?? 0;
}
