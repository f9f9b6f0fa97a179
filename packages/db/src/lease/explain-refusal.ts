import { AppError, type TenantId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { Resources } from "../records.ts";

const text = `
	select suspended_at,
		array[leases_max, cpu_millis_max, memory_bytes_max, disk_bytes_max]::float8[] as max,
		array[leases_used, cpu_millis_used, memory_bytes_used, disk_bytes_used]::float8[] as used
	from tenant where id = $1`;

const limits = ["leases", "cpuMillis", "memoryBytes", "diskBytes"] as const;

/**
 * Says why a tenant may not have a lease that its row refused.
 *
 * Returns  NOT_FOUND (no such tenant), FORBIDDEN (suspended), QUOTA_EXCEEDED (`data`: which, max, used, asked).
 * Cost     the primary key; no lock.
 */
export async function explainRefusal(db: Queryable, id: TenantId, asked: Resources): Promise<AppError> {
	const [tenant] = await rowsOf<{ suspended_at: Date | null; max: (number | null)[]; used: number[] }>(db, text, [id]);
	if (tenant === undefined) return new AppError("NOT_FOUND");
	if (tenant.suspended_at !== null) return new AppError("FORBIDDEN", { message: "This tenant is suspended; it may start nothing new." });
	const wanted = { leases: 1, ...asked };
	for (const [index, which] of limits.entries()) {
		const max = tenant.max[index] ?? null;
		const used = tenant.used[index] ?? 0;
		if (max !== null && wanted[which] > 0 && used + wanted[which] > max)
			return new AppError("QUOTA_EXCEEDED", { data: { which, max, used, asked: wanted[which] } });
	}
	// The row has room again since it refused.
	return new AppError("QUOTA_EXCEEDED");
}
