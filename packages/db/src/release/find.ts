import type { LeaseId, Manifest, ReleaseCause, ReleaseStatus } from "@berth/core";
import { type LeaseRow, leaseColumns, toLease } from "../lease/lease-row.ts";
import { parameters, type Queryable, rowsOf } from "../query.ts";
import type { LeaseItemRecord, LeaseRecord, ReleaseRecord } from "../records.ts";
import type { Scope } from "../scope.ts";
import type { LeaseReader } from "../stores.ts";

interface Row {
	readonly lease_id: LeaseId;
	readonly number: number;
	readonly manifest: Manifest;
	readonly items: readonly LeaseItemRecord[];
	readonly status: ReleaseStatus;
	readonly cause: ReleaseCause;
	readonly rollback_of: number | null;
	readonly note: string | null;
	readonly created_by: string;
	readonly created_at: Date;
}

/** As JSON tells it. */
type Told = Omit<Row, "created_at"> & { readonly created_at: string };

const columns = `
	r.lease_id, r.number, r.manifest, r.items, r.status, r.cause, r.rollback_of, r.note, r.created_by, r.created_at`;
const one = `select ${columns} from release r where r.lease_id = $1 and r.number = $2`;
const current = `
	select ${columns}
	from lease join release r on r.lease_id = lease.id and r.number = coalesce(lease.active_release, lease.release_seq)
	where lease.id = any($1::uuid[])`;

const present = `
	select ${leaseColumns}, row_to_json(r) as release
	from lease left join (select ${columns} from release r) r
		on r.lease_id = lease.id and r.number = coalesce(lease.active_release, lease.release_seq)
	where lease.id = $1 and ($2::uuid is null or lease.tenant_id = $2)`;

const toRelease = (row: Row): ReleaseRecord => ({
	leaseId: row.lease_id,
	number: row.number,
	manifest: row.manifest,
	items: row.items,
	status: row.status,
	cause: row.cause,
	rollbackOf: row.rollback_of,
	note: row.note,
	createdBy: row.created_by,
	createdAt: row.created_at,
});

/** Reads one release. Cost: the primary key; no lock. */
export async function findRelease(db: Queryable, leaseId: LeaseId, number: number): Promise<ReleaseRecord | null> {
	const [row] = await rowsOf<Row>(db, one, [leaseId, number]);
	return row === undefined ? null : toRelease(row);
}

/**
 * Reads a lease and its active release or, before any was, the newest, in one round trip.
 *
 * Returns null also for another tenant's.
 * Cost    two primary keys; no lock.
 */
export async function findPresent(
	db: Queryable,
	id: LeaseId,
	scope: Scope,
): Promise<{ readonly lease: LeaseRecord; readonly release: ReleaseRecord | null } | null> {
	const [row] = await rowsOf<LeaseRow & { readonly release: Told | null }>(db, present, [id, scope === "all" ? null : scope.tenantId]);
	if (row === undefined) return null;
	const { release } = row;
	return { lease: toLease(row), release: release && toRelease({ ...release, created_at: new Date(release.created_at) }) };
}

/** Reads the active release of each lease or, before any was, the newest. Cost: two primary keys each; no lock. */
export async function currentReleases(db: Queryable, leaseIds: readonly LeaseId[]): Promise<ReadonlyMap<LeaseId, ReleaseRecord>> {
	if (leaseIds.length === 0) return new Map();
	const rows = await rowsOf<Row>(db, current, [[...leaseIds]]);
	return new Map(rows.map((row) => [row.lease_id, toRelease(row)]));
}

/** Reads a page of a lease's releases, newest first. Cost: the page alone, by the primary key; no lock. */
export async function listReleases(
	db: Queryable,
	leaseId: LeaseId,
	options: Parameters<LeaseReader["releases"]>[1],
): Promise<ReleaseRecord[]> {
	const { values, of: p } = parameters();
	const before = options.before === undefined ? "" : `and r.number < ${p(options.before)}`;
	const text = `select ${columns} from release r where r.lease_id = ${p(leaseId)} ${before} order by r.number desc limit ${p(options.limit)}`;
	return (await rowsOf<Row>(db, text, values)).map(toRelease);
}
