import type { NodeId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import { explainNoRoom } from "./explain-no-room.ts";
import { explainRefusal } from "./explain-refusal.ts";
import type { Foreseen, Foresight } from "./foreseen.ts";
import { byLoad, hasPorts } from "./node-room.ts";

const fits = `
	case when $6::uuid is null then node.cordoned_at is null else node.id = $6 end
	and node.claimed_until > clock_timestamp()
	and ($3::bigint = 0 or node.cpu_millis_reserved + $3 <= node.cpu_millis_capacity)
	and ($4::bigint = 0 or node.memory_bytes_reserved + $4 <= node.memory_bytes_capacity)
	and ($5::bigint = 0 or node.disk_bytes_reserved + $5 <= node.disk_bytes_capacity)`;

const text = `
	select exists (select from lease where tenant_id = $1 and name = $2 and closed_at is null) as "isNameTaken",
		exists (select from node where ${fits}) as "fitsWithoutPorts",
		array(select domain from lease_domain where domain = any($9::text[]) and lease_id is distinct from $10::uuid) as "domainsTaken", place.id, place.name
	from (select) one left join lateral (
		select node.id, node.name from node
		where ${fits} and ${hasPorts("tcp", "$7")} and ${hasPorts("udp", "$8")}
		order by ${byLoad} limit 1
	) place on true`;

interface Row {
	readonly isNameTaken: boolean;
	readonly fitsWithoutPorts: boolean;
	readonly domainsTaken: readonly string[];
	readonly id: NodeId | null;
	readonly name: string | null;
}
const nothing: Row = { isNameTaken: false, fitsWithoutPorts: false, domainsTaken: [], id: null, name: null };

/**
 * Says what would become of a request if it were made now. Nothing is written or locked, so the next moment may be another.
 *
 * Returns  NOT_FOUND among the refusals when there is no such tenant.
 * Cost     the names of the tenant's open leases by index, the nodes, the ports that are held and the domains where some are asked for.
 */
export async function foreseeLease(db: Queryable, { tenantId, name, adds, nodeId, ports, domains, leaseId }: Foreseen): Promise<Foresight> {
	const { cpuMillis, memoryBytes, diskBytes } = adds;
	const [rows, refusal] = await Promise.all([
		rowsOf<Row & Record<string, unknown>>(db, text, [
			tenantId,
			name,
			cpuMillis,
			memoryBytes,
			diskBytes,
			nodeId,
			ports.tcp,
			ports.udp,
			[...domains],
			leaseId,
		]),
		explainRefusal(db, tenantId, { leases: name === null ? 0 : 1, ...adds }),
	]);
	const [{ isNameTaken, fitsWithoutPorts, domainsTaken, id, name: place } = nothing] = rows;
	return {
		isNameTaken,
		domainsTaken,
		refusal,
		node: id === null || place === null ? null : { id, name: place },
		noRoom: id === null && nodeId === null && !fitsWithoutPorts ? await explainNoRoom(db, adds) : null,
		fitsWithoutPorts,
	};
}
