import type { LeaseId, Manifest, ReleaseStatus } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { ReleaseRecord } from "../records.ts";

interface Row {
	readonly lease_id: LeaseId;
	readonly number: number;
	readonly manifest: Manifest;
	readonly status: ReleaseStatus;
	readonly created_by: string;
	readonly created_at: Date;
}

const columns = "r.lease_id, r.number, r.manifest, r.status, r.created_by, r.created_at";
const one = `select ${columns} from release r where r.lease_id = $1 and r.number = $2`;
// One step down the index for each lease, however many releases it has.
const latest = `
	select ${columns}
	from unnest($1::uuid[]) as wanted (id)
	cross join lateral (select * from release where release.lease_id = wanted.id order by release.number desc limit 1) r`;

const toRelease = (row: Row): ReleaseRecord => ({
	leaseId: row.lease_id,
	number: row.number,
	manifest: row.manifest,
	status: row.status,
	createdBy: row.created_by,
	createdAt: row.created_at,
});

/** Reads one release. Cost: the primary key; no lock. */
export async function findRelease(db: Queryable, leaseId: LeaseId, number: number): Promise<ReleaseRecord | null> {
	const [row] = await rowsOf<Row>(db, one, [leaseId, number]);
	return row === undefined ? null : toRelease(row);
}

/** Reads the release with the highest number of each lease. Cost: one row each, by the primary key; no lock. */
export async function latestReleases(db: Queryable, leaseIds: readonly LeaseId[]): Promise<ReadonlyMap<LeaseId, ReleaseRecord>> {
	const rows = await rowsOf<Row>(db, latest, [[...leaseIds]]);
	return new Map(rows.map((row) => [row.lease_id, toRelease(row)]));
}
