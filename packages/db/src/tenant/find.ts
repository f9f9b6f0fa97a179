import type { TenantId } from "@berth/core";
import { asc, eq, gt, sql } from "drizzle-orm";
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

/** Reads the tenant of a name. Cost: tenant_name_key; no lock. Prepared: a request may name its tenant. */
export function createFindTenantByName({ db }: Connection): (name: string) => Promise<TenantRecord | null> {
	const query = db
		.select(tenantFields)
		.from(tenant)
		.where(eq(tenant.name, sql.placeholder("name")))
		.prepare("tenant_find_by_name");
	return async (name) => (await query.execute({ name }))[0] ?? null;
}

/** Reads a page of tenants by name; `after` is the name of the last one seen. Cost: the page alone, by tenant_name_key; no lock. */
export const pageTenants = (
	{ db }: Connection,
	{ limit, after }: { readonly limit: number; readonly after?: string },
): Promise<TenantRecord[]> =>
	db
		.select(tenantFields)
		.from(tenant)
		.where(after === undefined ? undefined : gt(tenant.name, after))
		.orderBy(asc(tenant.name))
		.limit(limit);
