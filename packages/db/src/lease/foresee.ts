import type { AppError, NodeId, TenantId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { Resources } from "../records.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { byLoad, hasPorts } from "./insert-new.ts";

/** What is asked for, by a new lease or by one that grows. */
export interface Foreseen {
	readonly tenantId: TenantId;
	/** Of a new lease; null when none is made. */
	readonly name: string | null;
	/** What is held beside what is held now. */
	readonly adds: Resources;
	/** Where the lease is; null for a new one, which may go anywhere. */
	readonly nodeId: NodeId | null;
	readonly ports: { readonly tcp: number; readonly udp: number };
}

export interface Foresight {
	readonly isNameTaken: boolean;
	/** What the tenant's row has against it; null when nothing. */
	readonly refusal: AppError | null;
	/** Where it would go; null when no node has room. */
	readonly node: { readonly id: NodeId; readonly name: string } | null;
	/** Whether a node has room for all but the ports. */
	readonly fitsWithoutPorts: boolean;
}

const fits = `
	case when $6::uuid is null then node.cordoned_at is null else node.id = $6 end
	and node.claimed_until > clock_timestamp()
	and ($3::bigint = 0 or node.cpu_millis_reserved + $3 <= node.cpu_millis_capacity)
	and ($4::bigint = 0 or node.memory_bytes_reserved + $4 <= node.memory_bytes_capacity)
	and ($5::bigint = 0 or node.disk_bytes_reserved + $5 <= node.disk_bytes_capacity)`;

const text = `
	select exists (select from lease where tenant_id = $1 and name = $2 and closed_at is null) as "isNameTaken",
		exists (select from node where ${fits}) as "fitsWithoutPorts", place.id, place.name
	from (select) one left join lateral (
		select node.id, node.name from node
		where ${fits} and ${hasPorts("tcp", "$7")} and ${hasPorts("udp", "$8")}
		order by ${byLoad} limit 1
	) place on true`;

/**
 * Says what would become of a request if it were made now. Nothing is written or locked, so the next moment may be another.
 *
 * Errors  NOT_FOUND when there is no such tenant is among the refusals.
 * Cost    the names of the tenant's open leases by index, the nodes, the ports that are held where some are asked for.
 */
export async function foreseeLease(db: Queryable, { tenantId, name, adds, nodeId, ports }: Foreseen): Promise<Foresight> {
	const { cpuMillis, memoryBytes, diskBytes } = adds;
	const [rows, refusal] = await Promise.all([
		rowsOf<{ isNameTaken: boolean; fitsWithoutPorts: boolean; id: NodeId | null; name: string | null }>(db, text, [
			tenantId,
			name,
			cpuMillis,
			memoryBytes,
			diskBytes,
			nodeId,
			ports.tcp,
			ports.udp,
		]),
		explainRefusal(db, tenantId, { leases: name === null ? 0 : 1, ...adds }),
	]);
	const [{ isNameTaken = false, fitsWithoutPorts = false, ...place } = { id: null, name: null }] = rows;
	return {
		isNameTaken,
		refusal,
		node: place.id === null || place.name === null ? null : { id: place.id, name: place.name },
		fitsWithoutPorts,
	};
}
