import type { TenantId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { SkuOffer } from "../records.ts";
import { type SkuPage, skusAfter } from "./find.ts";

const needs = { cpu_millis: "sku.cpu_millis", memory_bytes: "sku.memory_bytes", disk_bytes: "nullif(sku.disk_bytes, 0)" } as const;

/** How often a size goes into what is left; whatever it needs nothing of, or has no limit, counts for nothing. */
const fits = (left: (name: string) => string): string =>
	`least(${Object.entries(needs)
		.map(([name, need]) => `case when ${left(name)} < 0 then 0 else floor((${left(name)})::float8 / ${need}) end`)
		.join(", ")})`;

const text = `
	select sku.id, sku.name, sku.cpu_millis as "cpuMillis", sku.memory_bytes as "memoryBytes", sku.disk_bytes as "diskBytes",
		sku.pids_max as "pidsMax", sku.position, sku.enabled, sku.price_label as "priceLabel", sku.close_data as "closeData",
		coalesce((
			select max(${fits((name) => `node.${name}_capacity - node.${name}_reserved`)})
			from node where node.cordoned_at is null and node.claimed_until > clock_timestamp()
		), 0) as "onOneNode",
		case
			when tenant.suspended_at is not null or tenant.leases_used >= tenant.leases_max then 0
			else ${fits((name) => `tenant.${name}_max - tenant.${name}_used`)}
		end as "inQuota"
	from sku, tenant
	where tenant.id = $1 and sku.enabled and ${skusAfter("$2")}
	order by sku.position, sku.name
	limit $3`;

/**
 * A page of the sizes on offer to a tenant, with what there is room for now: what is free now says nothing of later.
 *
 * Cost  one statement; reads the sizes and the nodes, of both of which there are few, and the tenant by its primary key. No lock.
 */
export const listOffers = (db: Queryable, tenantId: TenantId, { limit, after }: Omit<SkuPage, "offered">): Promise<readonly SkuOffer[]> =>
	rowsOf<SkuOffer>(db, text, [tenantId, after ?? null, limit]);
