import { AppError, type TenantId } from "@berth/core";
import { eq, sql } from "drizzle-orm";
import type { Audit, AuditTarget } from "../audit/audit.ts";
import { audited } from "../audit/audited.ts";
import type { Connection } from "../connection.ts";
import type { TenantRecord } from "../records.ts";
import { assertRevision } from "../revision.ts";
import { tenant } from "../schema/index.ts";
import type { TenantLimits } from "../stores.ts";
import { tenantFields } from "./find.ts";

/**
 * Changes the limits of a tenant; those that are not given stay, null lifts one. One below what is used refuses what is new and touches
 * nothing old: what is retained above a cap goes when the next lease is closed.
 *
 * Errors       NOT_FOUND; CONFLICT when it is not what `expectedRevision` says any more.
 * Concurrency  one row, locked for the statement: admission and closes see the limits before or after.
 */
export const changeTenant = (
	connection: Connection,
	id: TenantId,
	limits: TenantLimits,
	audit?: Audit,
	expectedRevision?: string,
): Promise<TenantRecord> =>
	// An empty set would be no statement.
	write(connection, id, { ...limits, name: sql`${tenant.name}` }, limits, audit, expectedRevision);

/**
 * Keeps a tenant from anything new, or lets it again. What runs goes on, and can be stopped, closed and read.
 *
 * Returns  the tenant; suspended since when it first was.
 * Errors   NOT_FOUND.
 */
export const suspendTenant = (connection: Connection, id: TenantId, suspended: boolean, audit?: Audit): Promise<TenantRecord> =>
	write(connection, id, { suspendedAt: suspended ? sql`coalesce(${tenant.suspendedAt}, now())` : null }, { suspended }, audit);

const write = (
	connection: Connection,
	id: TenantId,
	set: object,
	facts: AuditTarget["facts"] & object,
	audit: Audit | undefined,
	expectedRevision?: string,
) =>
	audited(
		connection,
		audit,
		async ({ db }): Promise<TenantRecord> => {
			if (expectedRevision !== undefined) {
				const [seen] = await db.select(tenantFields).from(tenant).where(eq(tenant.id, id)).for("update");
				if (seen !== undefined) assertRevision(seen, expectedRevision);
			}
			const [row] = await db.update(tenant).set(set).where(eq(tenant.id, id)).returning(tenantFields);
			if (row === undefined) throw new AppError("NOT_FOUND");
			return row;
		},
		() => ({ kind: "tenant", id, tenantId: id, facts }),
	);
