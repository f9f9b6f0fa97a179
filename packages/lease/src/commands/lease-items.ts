import { AppError, FLAT_SERVICE, type Manifest, type ProvisionInput } from "@berth/core";
import type { CatalogStore, LeaseItemRecord } from "@berth/db";

interface WantedItem {
	readonly service: string;
	readonly sku: string;
	readonly quantity: number;
}

/**
 * Matches what is asked to be leased with what the manifest runs: exactly one item for each service.
 *
 * Errors  BAD_INPUT naming the service and the rule.
 */
export function matchItems(items: ProvisionInput["items"], manifest: Manifest): WantedItem[] {
	const services = Object.keys(manifest.services);
	const [only = FLAT_SERVICE] = services.length === 1 ? services : [];
	const wanted = items.map((item) => ({ service: item.service ?? only, sku: item.sku, quantity: item.quantity }));
	const fail = (service: string, why: string) =>
		new AppError("BAD_INPUT", { message: `Service "${service}" ${why}.`, data: { issues: [{ path: `items.${service}`, message: why }] } });
	for (const [at, { service }] of wanted.entries()) {
		if (!services.includes(service)) throw fail(service, "has an item and is not in the manifest");
		if (wanted.findIndex((one) => one.service === service) !== at) throw fail(service, "has more than one item");
	}
	const missing = services.find((service) => !wanted.some((item) => item.service === service));
	if (missing !== undefined) throw fail(missing, "is in the manifest and has no item");
	return wanted;
}

/** The items with the sizes they stand for, as they are admitted. Errors  SKU_UNKNOWN, also for one that is not offered any more. */
export async function sizeItems(catalog: CatalogStore, wanted: readonly WantedItem[]): Promise<LeaseItemRecord[]> {
	return Promise.all(
		wanted.map(async ({ service, sku: name, quantity }) => {
			const sku = await catalog.findSku(name);
			if (!sku?.enabled) throw new AppError("SKU_UNKNOWN", { message: `There is no size (SKU) "${name}".`, data: { sku: name } });
			const { cpuMillis, memoryBytes, diskBytes, pidsMax } = sku;
			return { service, sku: name, quantity, cpuMillis, memoryBytes, diskBytes, pidsMax };
		}),
	);
}
