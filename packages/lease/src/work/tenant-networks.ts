import type { LeaseId, NodeId, TenantId } from "@berth/core";
import type { LeaseRecord, LeaseStore } from "@berth/db";
import type { Call, Engine } from "@berth/engine";
import { networkName } from "../names.ts";

/**
 * The tenants' networks of one node. Making one and removing one never overlap for a tenant, and a removal asks the rows
 * inside that lock: so a network a new lease counts on is not removed by the last old one's teardown.
 */
export interface TenantNetworks {
	name(tenantId: TenantId): string;
	ensure(tenantId: TenantId, call: Call): Promise<void>;
	/** Looks ahead, so that `ensure` need not. */
	look(tenantId: TenantId, call: Call): Promise<void>;
	/** Removes the network unless an open lease of the tenant lives on this node; `leaving` does not count, nor what closes. */
	removeUnused(tenantId: TenantId, leaving: LeaseId | null, call: Call): Promise<void>;
}

/** Leases read at a time to find one that uses a network. */
const PAGE = 200;

export function createTenantNetworks(options: {
	readonly engine: Pick<Engine, "networks">;
	readonly leases: Pick<LeaseStore, "list">;
	readonly installationId: string;
	readonly nodeId: NodeId;
}): TenantNetworks {
	const { engine, leases, installationId, nodeId } = options;
	const tails = new Map<TenantId, Promise<unknown>>();
	const inTurn = <T>(tenantId: TenantId, run: () => Promise<T>): Promise<T> => {
		const turn = (tails.get(tenantId) ?? Promise.resolve()).then(run, run);
		const tail = turn.catch(() => undefined).then(() => void (tails.get(tenantId) === tail && tails.delete(tenantId)));
		tails.set(tenantId, tail);
		return turn;
	};
	const isUsed = async (tenantId: TenantId, leaving: LeaseId | null): Promise<boolean> => {
		let page: LeaseRecord[] = [];
		do {
			const after = page.at(-1)?.id;
			page = await leases.list({ tenantId }, { limit: PAGE, ...(after && { after }) });
			if (page.some((lease) => lease.nodeId === nodeId && lease.id !== leaving && lease.state !== "deprovisioning")) return true;
		} while (page.length === PAGE);
		return false;
	};
	const name = (tenantId: TenantId) => networkName(installationId, tenantId);
	return {
		name,
		ensure: (tenantId, call) => inTurn(tenantId, async () => void (await engine.networks.ensure({ name: name(tenantId), tenantId }, call))),
		look: (tenantId, call) => engine.networks.look(name(tenantId), call),
		removeUnused: (tenantId, leaving, call) =>
			inTurn(tenantId, async () => {
				if (!(await isUsed(tenantId, leaving))) await engine.networks.removeIfEmpty(name(tenantId), call);
			}),
	};
}
