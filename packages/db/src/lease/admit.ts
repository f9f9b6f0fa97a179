import { AppError, type TenantId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { Resources } from "../records.ts";

const admit = `
	update tenant set
		leases_used = leases_used + 1,
		cpu_millis_used = cpu_millis_used + $2,
		memory_bytes_used = memory_bytes_used + $3,
		disk_bytes_used = disk_bytes_used + $4
	where id = $1 and suspended_at is null
		and leases_used < coalesce(leases_max, 2147483647)
		and ($2::bigint = 0 or cpu_millis_max is null or cpu_millis_used + $2 <= cpu_millis_max)
		and ($3::bigint = 0 or memory_bytes_max is null or memory_bytes_used + $3 <= memory_bytes_max)
		and ($4::bigint = 0 or disk_bytes_max is null or disk_bytes_used + $4 <= disk_bytes_max)
	returning id`;

const refusal = `
	select suspended_at,
		array[leases_max, cpu_millis_max, memory_bytes_max, disk_bytes_max]::float8[] as max,
		array[leases_used, cpu_millis_used, memory_bytes_used, disk_bytes_used]::float8[] as used
	from tenant where id = $1`;

const limits = ["leases", "cpuMillis", "memoryBytes", "diskBytes"] as const;

/**
 * Counts a new lease against its tenant's quota, or refuses it. The tenant's row stays locked, so that its creations go one
 * after the other.
 *
 * Errors  NOT_FOUND (no such tenant), FORBIDDEN (suspended), QUOTA_EXCEEDED (`data`: which, max, used, asked).
 * Cost    the primary key; one round trip.
 */
export async function admitToTenant(db: Queryable, id: TenantId, asked: Resources): Promise<void> {
	const [admitted] = await rowsOf(db, admit, [id, asked.cpuMillis, asked.memoryBytes, asked.diskBytes]);
	if (admitted !== undefined) return;
	const [tenant] = await rowsOf<{ suspended_at: Date | null; max: (number | null)[]; used: number[] }>(db, refusal, [id]);
	if (tenant === undefined) throw new AppError("NOT_FOUND");
	if (tenant.suspended_at !== null) throw new AppError("FORBIDDEN", { message: "This tenant is suspended; it may start nothing new." });
	const wanted = { leases: 1, ...asked };
	for (const [index, which] of limits.entries()) {
		const max = tenant.max[index] ?? null;
		const used = tenant.used[index] ?? 0;
		if (max !== null && wanted[which] > 0 && used + wanted[which] > max)
			throw new AppError("QUOTA_EXCEEDED", { data: { which, max, used, asked: wanted[which] } });
	}
	throw new AppError("QUOTA_EXCEEDED");
}
