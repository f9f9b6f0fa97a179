import type { LeaseId, RetentionId } from "@berth/core";
import { parameters, type Queryable, rowsOf } from "../query.ts";
import type { RetentionRecord } from "../records.ts";
import type { RetentionStore } from "../retention-store.ts";
import type { Scope } from "../scope.ts";
import { type RetentionRow, retentionColumns, toRetention } from "./retention-row.ts";

const one = `select ${retentionColumns} from retention where id = $1 and ($2::uuid is null or tenant_id = $2)`;
const byRestored = `select ${retentionColumns} from retention where restoring_lease_id = $1`;
// One step down the index for each lease.
const newest = `
	select ${retentionColumns}
	from unnest($1::uuid[]) as wanted (id)
	cross join lateral (select * from retention where retention.lease_id = wanted.id order by retention.id desc limit 1) retention`;

/** Reads one record; null also for another tenant's. Cost: the primary key; no lock. */
export async function findRetention(db: Queryable, id: RetentionId, scope: Scope): Promise<RetentionRecord | null> {
	const [row] = await rowsOf<RetentionRow>(db, one, [id, scope === "all" ? null : scope.tenantId]);
	return row === undefined ? null : toRetention(row);
}

/** Reads the record that a lease is being made of. Cost: one row, by retention_restoring_key; no lock. */
export async function findRestoring(db: Queryable, leaseId: LeaseId): Promise<RetentionRecord | null> {
	const [row] = await rowsOf<RetentionRow>(db, byRestored, [leaseId]);
	return row === undefined ? null : toRetention(row);
}

/** Reads a page of records, newest first. Cost: the page alone, by retention_tenant_idx or the primary key; no lock. */
export async function listRetentions(
	db: Queryable,
	scope: Scope,
	options: Parameters<RetentionStore["list"]>[1],
): Promise<RetentionRecord[]> {
	const { values, of: p } = parameters();
	const where = ["true"];
	if (scope !== "all") where.push(`tenant_id = ${p(scope.tenantId)}`);
	if (options.after !== undefined) where.push(`id < ${p(options.after)}`);
	if (options.partition !== undefined) where.push(`partition = ${p(options.partition)}`);
	const text = `select ${retentionColumns} from retention where ${where.join(" and ")} order by id desc limit ${p(options.limit)}`;
	return (await rowsOf<RetentionRow>(db, text, values)).map(toRetention);
}

/** Reads the newest record that each lease left. Cost: one row each, by retention_lease_idx; no lock. */
export async function newestRetentions(db: Queryable, leaseIds: readonly LeaseId[]): Promise<ReadonlyMap<LeaseId, RetentionRecord>> {
	if (leaseIds.length === 0) return new Map();
	const rows = await rowsOf<RetentionRow>(db, newest, [[...leaseIds]]);
	return new Map(rows.flatMap((row) => (row.lease_id === null ? [] : [[row.lease_id, toRetention(row)]])));
}
