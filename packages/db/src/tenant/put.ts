import { AppError, newId, type TenantId } from "@berth/core";
import { sql } from "drizzle-orm";
import type { Connection } from "../connection.ts";
import type { TenantRecord } from "../records.ts";
import { tenant } from "../schema/index.ts";
import type { CatalogStore } from "../stores.ts";
import { tenantFields } from "./find.ts";

/**
 * Makes or changes a tenant by its name; limits that are not given stay, null lifts one. A limit below what is used refuses new
 * leases and touches no old one.
 *
 * Cost  one row by tenant_name_key, locked for the statement.
 */
export async function putTenant({ db }: Connection, given: Parameters<CatalogStore["putTenant"]>[0]): Promise<TenantRecord> {
	const [row] = await db
		.insert(tenant)
		.values({ ...given, id: newId<TenantId>() })
		.onConflictDoUpdate({ target: tenant.name, set: { ...given, name: sql`excluded.name` } })
		.returning(tenantFields);
	if (row === undefined) throw new AppError("INTERNAL");
	return row;
}
