import type { LeaseId } from "@berth/core";
import { asc, getTableColumns, sql } from "drizzle-orm";
import type { Connection } from "../connection.ts";
import type { InstanceRecord } from "../records.ts";
import { instance } from "../schema/index.ts";
import type { LeaseReader } from "../stores.ts";

const { leaseId, ...fields } = getTableColumns(instance);

/** Reads what was last seen of the leases' containers. Cost: those rows alone, by the primary key; no lock. Prepared. */
export function createListInstances({ db }: Connection): LeaseReader["instances"] {
	const query = db
		.select({ leaseId, record: fields })
		.from(instance)
		.where(sql`${instance.leaseId} = any(${sql.placeholder("leaseIds")}::uuid[])`)
		.orderBy(asc(instance.leaseId), asc(instance.service), asc(instance.index), asc(instance.generation))
		.prepare("instance_list");
	return async (leaseIds) => {
		const found = new Map<LeaseId, InstanceRecord[]>(leaseIds.map((id) => [id, []]));
		for (const row of await query.execute({ leaseIds: [...leaseIds] })) found.get(row.leaseId)?.push(row.record);
		return found;
	};
}
