import type { LeaseId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { DiskGrowth } from "../usage-store.ts";

/** Longer: what changed lately shows late. Shorter: one busy day is the rate. */
const DAYS = 7;
/** Hours that the known ones span at least: of less, a day and a night are no rate. */
const SPAN_HOURS = 24;

// Of an hour the mean of what lay there; a line through those is not led astray by a single one.
const text = `
	select lease_id as "leaseId", service,
		(regr_slope(disk_byte_seconds / disk_seconds, extract(epoch from at - now())) * 86400)::float8 as "bytesPerDay",
		(select count(*) from volume where volume.lease_id = usage_hour.lease_id and volume.service = usage_hour.service)::int as volumes
	from usage_hour
	where lease_id = any($1::uuid[]) and at >= now() - interval '${DAYS} days' and disk_seconds > 0
	group by lease_id, service
	having max(at) - min(at) >= interval '${SPAN_HOURS} hours'`;

/** Reads how what lies in the volumes of these leases' services grew in the last week. Cost: their hours of it, by usage_hour_pkey; no lock. */
export const readDiskGrowth = async (db: Queryable, leaseIds: readonly LeaseId[]): Promise<readonly DiskGrowth[]> =>
	leaseIds.length === 0 ? [] : rowsOf<DiskGrowth & Record<string, unknown>>(db, text, [leaseIds]);
