import type { LeaseId } from "@berth/core";
import type { Parameter } from "../../query.ts";

/**
 * Gives back what the lease held, to its tenant and its node. `held` is the row as it was before this statement: once nothing is
 * held it is empty, so a second time gives back nothing.
 *
 * Concurrency  tenant before node, as admission locks them.
 */
export function capacityPart(p: Parameter, id: LeaseId, asked: true | undefined): string[] {
	if (!asked) return [];
	const less = (names: readonly string[], suffix: string) =>
		names.map((name) => `${name}_${suffix} = ${name}_${suffix} - held.held_${name}`).join(", ");
	const names = ["cpu_millis", "memory_bytes", "disk_bytes"];
	return [
		`held as materialized (
			select tenant_id, node_id, held_cpu_millis, held_memory_bytes, held_disk_bytes
			from lease where id = ${p(id)} and held_cpu_millis is not null
		)`,
		`tenant_freed as (
			update tenant set leases_used = leases_used - 1, ${less(names, "used")}
			from held, changed
			where tenant.id = held.tenant_id
			returning tenant.id
		)`,
		`node_freed as (
			update node set ${less(names, "reserved")}
			from held, tenant_freed
			where node.id = held.node_id
		)`,
	];
}
