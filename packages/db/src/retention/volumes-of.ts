import type { RetentionId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { LeaseVolume } from "../records.ts";

const text = `
	select id, service, index, quota_bytes as "quotaBytes" from volume
	where retention_id = $1 order by service collate "C", index`;

/** Reads the volumes of a retention record as a lease that takes them would have them. Cost: those, by volume_retention_key; no lock. */
export const volumesOf = async (db: Queryable, id: RetentionId): Promise<LeaseVolume[]> => [
	...(await rowsOf<LeaseVolume & Record<string, unknown>>(db, text, [id])),
];
