import type { LeaseId, RetentionId } from "@berth/core";
import { parameters, type Queryable, rowsOf } from "../query.ts";
import type { RetentionTombstone } from "../records.ts";
import type { RetentionStore } from "../retention-store.ts";
import type { Scope } from "../scope.ts";

const columns = `
	id, tenant_id as "tenantId", lease_id as "leaseId", lease_name as "leaseName", partition, disk_bytes as "diskBytes",
	created_at as "createdAt", because, given_up_by as "givenUpBy", given_up_at as "givenUpAt", destroyed_at as "destroyedAt"`;
type Row = RetentionTombstone & Record<string, unknown>;

const one = `select ${columns} from retention_tombstone where id = $1 and ($2::uuid is null or tenant_id = $2)`;
const newest = `select ${columns} from retention_tombstone where lease_id = $1 order by id desc limit 1`;
const pruned = `
	delete from retention_tombstone
	where id = any(array(
		select id from retention_tombstone
		where destroyed_at < now() - $1::float8 * interval '1 ms'
		order by destroyed_at limit $2
		for update skip locked
	))
	returning id`;

/** Reads what is still known of a record that is gone; null also for another tenant's. Cost: the primary key; no lock. */
export async function findTombstone(db: Queryable, id: RetentionId, scope: Scope): Promise<RetentionTombstone | null> {
	const [row] = await rowsOf<Row>(db, one, [id, scope === "all" ? null : scope.tenantId]);
	return row ?? null;
}

/** Reads the newest of what a lease left. Cost: one step of retention_tombstone_lease_idx; no lock. */
export async function newestTombstone(db: Queryable, leaseId: LeaseId): Promise<RetentionTombstone | null> {
	const [row] = await rowsOf<Row>(db, newest, [leaseId]);
	return row ?? null;
}

/** Reads a page, newest first. Cost: the page alone, by retention_tombstone_tenant_idx or the primary key; no lock. */
export async function listTombstones(
	db: Queryable,
	scope: Scope,
	options: Parameters<RetentionStore["listTombstones"]>[1],
): Promise<RetentionTombstone[]> {
	const { values, of: p } = parameters();
	const where = ["true"];
	if (scope !== "all") where.push(`tenant_id = ${p(scope.tenantId)}`);
	if (options.after !== undefined) where.push(`id < ${p(options.after)}`);
	const text = `select ${columns} from retention_tombstone where ${where.join(" and ")} order by id desc limit ${p(options.limit)}`;
	return [...(await rowsOf<Row>(db, text, values))];
}

/** Forgets the oldest that are older than so long. Returns how many. Cost: those alone, by retention_tombstone_age_idx. */
export const pruneTombstones = async (db: Queryable, olderThanMs: number, limit: number): Promise<number> =>
	(await rowsOf(db, pruned, [olderThanMs, limit])).length;
