import { type Clock, type NodeId, SECOND, type TenantId } from "@berth/core";
import type { NodeRecord, Stores } from "@berth/db";

/** Names of tenants and nodes for views: read once for many pages, so a busy feed does not ask for them with every change. */
export interface Directory {
	tenantNames(ids: readonly TenantId[]): Promise<ReadonlyMap<TenantId, string>>;
	nodes(): Promise<ReadonlyMap<NodeId, NodeRecord>>;
}

/** Tenants are renamed rarely; a silent node should show within a second. */
const TENANT_MS = 60 * SECOND;
const NODES_MS = SECOND;
/** Above this the oldest names are forgotten. */
const TENANTS_MAX = 10_000;

export function createDirectory(stores: Pick<Stores, "catalog" | "nodes">, clock: Clock): Directory {
	const tenants = new Map<TenantId, { readonly name: string; readonly untilMs: number }>();
	let nodes: { readonly found: Promise<ReadonlyMap<NodeId, NodeRecord>>; readonly untilMs: number } | null = null;
	const tenantName = async (id: TenantId): Promise<string> => {
		const known = tenants.get(id);
		if (known && known.untilMs > clock.monotonicMs()) return known.name;
		const name = (await stores.catalog.findTenant(id))?.name ?? "";
		tenants.delete(id);
		tenants.set(id, { name, untilMs: clock.monotonicMs() + TENANT_MS });
		const [oldest] = tenants.keys();
		if (tenants.size > TENANTS_MAX && oldest !== undefined) tenants.delete(oldest);
		return name;
	};
	return {
		tenantNames: async (ids) => new Map(await Promise.all([...new Set(ids)].map(async (id) => [id, await tenantName(id)] as const))),
		nodes() {
			if (nodes && nodes.untilMs > clock.monotonicMs()) return nodes.found;
			const found = stores.nodes.list().then((list) => new Map(list.map((node) => [node.id, node])));
			const mine = { found, untilMs: clock.monotonicMs() + NODES_MS };
			nodes = mine;
			found.catch(() => {
				if (nodes === mine) nodes = null;
			});
			return found;
		},
	};
}
