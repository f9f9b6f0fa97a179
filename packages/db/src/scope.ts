import type { NodeId, TenantId } from "@berth/core";

/** Whose rows may be seen: one tenant's, or all of them for an admin and the agent. It is part of every WHERE. */
export type Scope = { readonly tenantId: TenantId } | "all";

/** Proof that we act for a node: the claim must still be ours and unexpired when the write commits. */
export interface Fence {
	readonly nodeId: NodeId;
	readonly epoch: number;
}
