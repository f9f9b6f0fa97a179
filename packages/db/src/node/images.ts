import type { NodeId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";

/** An image that leases of a node name in their releases, or named. */
export interface NodeImage {
	readonly ref: string;
	/** Open leases that have a release of it. */
	readonly leases: number;
	/** The newest use of it: now while an open lease has it, else when the last one was closed. */
	readonly lastUsedAt: Date;
}

const text = `
	select service.value ->> 'image' as ref, count(distinct lease.id) filter (where lease.closed_at is null)::int as leases,
		max(coalesce(lease.closed_at, statement_timestamp())) as "lastUsedAt"
	from lease join release on release.lease_id = lease.id, jsonb_each(release.manifest::jsonb -> 'services') as service
	where lease.node_id = $1
	group by 1 order by 1`;

/** Names the images of a node's leases, closed ones too while their releases are kept. Cost: each of its releases is read; no lock. */
export const listNodeImages = (db: Queryable, id: NodeId): Promise<readonly NodeImage[]> =>
	rowsOf<NodeImage & Record<string, unknown>>(db, text, [id]);
