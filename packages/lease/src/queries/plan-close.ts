import type { ClosePlanView, LeaseId } from "@berth/core";
import { dataBytes } from "../commands/close-lease.ts";
import { closePolicy } from "../commands/close-policy.ts";
import { type CommandContext, getOwnLease } from "../commands/command-context.ts";
import type { Caller } from "../service.ts";

/**
 * What closing a lease would do with its data at present: what its policy says, what destroying must state, and what keeping would cost.
 * Data in which nothing is written is not told from other data here: that is looked at when the lease is closed.
 *
 * Errors  NOT_FOUND.
 */
export async function planClose(context: Pick<CommandContext, "stores" | "policy">, caller: Caller, id: LeaseId): Promise<ClosePlanView> {
	const { stores, policy } = context;
	const lease = await getOwnLease(context, caller, id);
	const bytes = dataBytes(lease);
	const decided = await closePolicy(stores, lease, policy.retention.closeData);
	const verdict = lease.volumes.length === 0 ? null : await stores.retentions.foresee(lease, bytes);
	const evicted = verdict?.kind === "kept" ? verdict.evict : [];
	return {
		...decided,
		volumes: lease.volumes.length,
		bytes,
		graceMs: policy.retention.graceMs,
		refusedBy: verdict?.kind === "refused" ? verdict.cap : null,
		evicts: evicted.map(({ record }) => ({ retentionId: record.id, leaseName: record.leaseName, bytes: record.bytes })),
	};
}
