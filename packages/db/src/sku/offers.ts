import type { TenantId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { SkuOffer } from "../records.ts";
import { type SkuPage, skusAfter } from "./find.ts";
import { fits, leftOnNode } from "./fits.ts";

const text = `
	select sku.id, sku.name, sku.cpu_millis as "cpuMillis", sku.memory_bytes as "memoryBytes", sku.disk_bytes as "diskBytes",
		sku.pids_max as "pidsMax", sku.position, sku.enabled, sku.price_label as "priceLabel", sku.close_data as "closeData",
		coalesce((
			select max(${fits(leftOnNode)})
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
