import type { Parameter } from "../../query.ts";
import type { LeaseRecord } from "../../records.ts";
import type { Balance } from "./weigh.ts";

const amounts = { cpuMillis: "cpu_millis", memoryBytes: "memory_bytes", diskBytes: "disk_bytes" } as const;
const pairs = Object.entries(amounts) as [keyof typeof amounts, string][];

/** The part that `changed` must wait for when more is asked: it has a row when there is room. */
export const ROOM = "room";

/**
 * Looks for room before anything is written, when the change asks for more: what it wants less of, or the same, is not looked at.
 *
 * Concurrency  locks the tenant, then the node; what a lock was waited for is looked at again.
 */
export function roomPart(p: Parameter, { tenantId, nodeId }: LeaseRecord, { tenant, node, grows }: Balance): string[] {
	if (!grows) return [];
	const within = (more: number, used: string, max: string) => {
		const amount = `${p(more)}::bigint`;
		return `(${amount} <= 0 or ${max} is null or ${used} + ${amount} <= ${max})`;
	};
	const quota = [
		within(tenant.leases, "leases_used", "leases_max"),
		...pairs.map(([key, name]) => within(tenant[key], `${name}_used`, `${name}_max`)),
	];
	const capacity = pairs.map(([key, name]) => within(node[key], `node.${name}_reserved`, `node.${name}_capacity`));
	return [
		`allowed as materialized (
			select id from tenant where id = ${p(tenantId)} and suspended_at is null and ${quota.join(" and ")} for no key update
		)`,
		`${ROOM} as materialized (
			select node.id from allowed, node where node.id = ${p(nodeId)} and ${capacity.join(" and ")} for no key update of node
		)`,
	];
}

/**
 * Moves what the tenant and the node count by the difference, once: it comes from the row under its lock.
 *
 * Concurrency  tenant before node, as admission locks them.
 */
export function capacityPart(p: Parameter, { tenant, node }: Balance): string[] {
	if ([...Object.values(tenant), ...Object.values(node)].every((amount) => amount === 0)) return [];
	const add = (of: Balance["node"], suffix: string) =>
		pairs.map(([key, name]) => `${name}_${suffix} = ${name}_${suffix} + ${p(of[key])}::bigint`).join(", ");
	return [
		`tenant_counted as (
			update tenant set leases_used = leases_used + ${p(tenant.leases)}::int, ${add(tenant, "used")}
			from changed
			where tenant.id = changed.tenant_id
			returning changed.node_id
		)`,
		`node_counted as (
			update node set ${add(node, "reserved")}
			from tenant_counted
			where node.id = tenant_counted.node_id
		)`,
	];
}
