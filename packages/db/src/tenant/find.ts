import type { TenantId } from "@berth/core";
import { asc, eq, sql } from "drizzle-orm";
import type { Connection } from "../connection.ts";
import type { TenantRecord } from "../records.ts";
import { tenant } from "../schema/index.ts";

export const tenantFields = {
	id: tenant.id,
	name: tenant.name,
	leasesMax: tenant.leasesMax,
	cpuMillisMax: tenant.cpuMillisMax,
	memoryBytesMax: tenant.memoryBytesMax,
	diskBytesMax: tenant.diskBytesMax,
	retainedMax: tenant.retainedMax,
	retainedBytesMax: tenant.retainedBytesMax,
	partitionRetainedMax: tenant.partitionRetainedMax,
	partitionRetainedBytesMax: tenant.partitionRetainedBytesMax,
	closeData: tenant.closeData,
	suspendedAt: tenant.suspendedAt,
	createdAt: tenant.createdAt,
};

/** Reads one tenant. Cost: the primary key; no lock. Prepared: every page about a lease asks it. */
export function createFindTenant({ db }: Connection): (id: TenantId) => Promise<TenantRecord | null> {
	const query = db
		.select(tenantFields)
		.from(tenant)
		.where(eq(tenant.id, sql.placeholder("id")))
		.prepare("tenant_find");
	return async (id) => (await query.execute({ id }))[0] ?? null;
}

/** Reads all tenants by name. Cost: all of them; no lock. */
export function createListTenants({ db }: Connection): () => Promise<TenantRecord[]> {
	const query = db.select(tenantFields).from(tenant).orderBy(asc(tenant.name)).prepare("tenant_list");
	return () => query.execute();
}
