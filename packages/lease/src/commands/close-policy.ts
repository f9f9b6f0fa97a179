import type { ClosePlanView } from "@berth/core";
import type { LeaseRecord, Stores } from "@berth/db";

type Policy = Pick<ClosePlanView, "data" | "decidedBy">;

/**
 * What becomes of the data of a lease whose close does not say it: the tenant's rule, then that of its sizes, then the installation's.
 * Its sizes destroy only where each that has a disk is to: one that does not say it follows the installation, and data is one thing.
 *
 * Cost  one read of the tenant and one of each size.
 */
export async function closePolicy(
	{ catalog }: Pick<Stores, "catalog">,
	lease: Pick<LeaseRecord, "tenantId" | "items">,
	installation: Policy["data"],
): Promise<Policy> {
	const tenant = await catalog.findTenant(lease.tenantId);
	if (tenant?.closeData) return { data: tenant.closeData, decidedBy: "tenant" };
	const names = [...new Set(lease.items.filter(({ diskBytes }) => diskBytes > 0).map(({ sku }) => sku))];
	const rules = (await Promise.all(names.map((name) => catalog.findSku(name)))).map((sku) => sku?.closeData ?? null);
	if (rules.every((rule) => rule === null)) return { data: installation, decidedBy: "installation" };
	return { data: rules.every((rule) => (rule ?? installation) === "destroy") ? "destroy" : "retain", decidedBy: "size" };
}
