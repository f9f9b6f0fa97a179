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
 * Says why a tenant may not have what its row refused.
 *
 * Returns  NOT_FOUND (no such tenant), FORBIDDEN (suspended), QUOTA_EXCEEDED (`data`: which, max, used, asked); null when its row
 *          has nothing against it.
 * Cost     the primary key; no lock.
 */
export async function explainRefusal(
	db: Queryable,
	id: TenantId,
	asked: Resources & { readonly leases: number },
): Promise<AppError | null> {
	const [tenant] = await rowsOf<{ suspended_at: Date | null; max: (number | null)[]; used: number[] }>(db, text, [id]);
	if (tenant === undefined) return new AppError("NOT_FOUND");
	if (tenant.suspended_at !== null) return new AppError("FORBIDDEN", { message: "This tenant is suspended; it may start nothing new." });
	for (const [index, which] of limits.entries()) {
		const max = tenant.max[index] ?? null;
		const used = tenant.used[index] ?? 0;
		if (max !== null && asked[which] > 0 && used + asked[which] > max)
			return new AppError("QUOTA_EXCEEDED", { data: { which, max, used, asked: asked[which] } });
	}
	return null;
}
