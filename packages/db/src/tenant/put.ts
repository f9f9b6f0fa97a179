import { AppError, newId, type TenantId } from "@berth/core";
import { sql } from "drizzle-orm";
import type { Audit } from "../audit/audit.ts";
import { audited } from "../audit/audited.ts";
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
export const putTenant = (connection: Connection, given: Parameters<CatalogStore["putTenant"]>[0], audit?: Audit): Promise<TenantRecord> =>
	audited(
		connection,
		audit,
		async ({ db }) => {
			const [row] = await db
				.insert(tenant)
				.values({ ...given, id: newId<TenantId>() })
				.onConflictDoUpdate({ target: tenant.name, set: { ...given, name: sql`excluded.name` } })
				.returning(tenantFields);
			if (row === undefined) throw new AppError("INTERNAL");
			return row;
		},
		({ id }) => ({ kind: "tenant", id, tenantId: id, facts: given }),
	);
