import { AppError, FLAT_SERVICE, type Manifest, type ProvisionInput } from "@berth/core";
import type { CatalogStore, LeaseItemRecord } from "@berth/db";
import { refuse } from "./command-context.ts";

export interface WantedItem {
	readonly service: string;
	readonly sku: string;
	readonly quantity: number;
}

/** The service that is meant where none is named: the only one there is. */
const onlyServiceOf = (manifest: Manifest): string => {
	const services = Object.keys(manifest.services);
	const [only = FLAT_SERVICE] = services.length === 1 ? services : [];
	return only;
};

/** Errors  BAD_INPUT when it is not in the manifest; `path` is the field that named it. */
export function serviceOf(manifest: Manifest, name: string | undefined, path: string): string {
	const service = name ?? onlyServiceOf(manifest);
	if (Object.hasOwn(manifest.services, service)) return service;
	throw refuse(path, name === undefined ? "must say which service" : `there is no service "${service}"`);
}

/**
 * Matches what is asked to be leased with what the manifest runs: exactly one item for each service.
 *
 * Errors  BAD_INPUT naming the service and the rule.
 */
export function matchItems(items: ProvisionInput["items"], manifest: Manifest): WantedItem[] {
	const only = onlyServiceOf(manifest);
	const wanted = items.map((item) => ({ service: item.service ?? only, sku: item.sku, quantity: item.quantity }));
	assertMatch(wanted, manifest);
	return wanted;
}

/** Errors  BAD_INPUT unless each service has exactly one item and each item a service. */
export function assertMatch(items: readonly { readonly service: string }[], manifest: Manifest): void {
	const services = Object.keys(manifest.services);
	for (const [at, { service }] of items.entries()) {
		if (!services.includes(service)) throw ofItem(service, "has an item and is not in the manifest");
		if (items.findIndex((one) => one.service === service) !== at) throw ofItem(service, "has more than one item");
	}
	const missing = services.find((service) => !items.some((item) => item.service === service));
	if (missing !== undefined) throw ofItem(missing, "is in the manifest and has no item");
}

/** The names of the tenant's own that items have. */
export const domainsOf = (items: readonly Pick<LeaseItemRecord, "domain">[]): string[] =>
	items.flatMap(({ domain }) => (domain === null ? [] : [domain]));

/** The items with the names of the tenant's own that are asked for; the others keep theirs. */
export const withDomains = (items: readonly LeaseItemRecord[], domains: Readonly<Record<string, string>> = {}): LeaseItemRecord[] =>
	items.map((item) => {
		const domain = Object.hasOwn(domains, item.service) ? domains[item.service] : undefined;
		return domain === undefined ? item : { ...item, domain };
	});

/** A rule that a service's item breaks. */
export const ofItem = (service: string, why: string): AppError =>
	new AppError("BAD_INPUT", { message: `Service "${service}" ${why}.`, data: { issues: [{ path: `items.${service}`, message: why }] } });

/**
 * The items with the sizes they stand for, as they are admitted. A service that keeps its size keeps it as it was taken, whatever the
 * catalogue says of it by now, and its domain with it.
 *
 * Errors  SKU_UNKNOWN, also for one that is not offered any more.
 */
export async function sizeItems(
	catalog: CatalogStore,
	wanted: readonly WantedItem[],
	current: readonly LeaseItemRecord[] = [],
): Promise<LeaseItemRecord[]> {
	return Promise.all(
		wanted.map(async ({ service, sku: name, quantity }) => {
			const known = current.find((item) => item.service === service);
			if (known?.sku === name) return { ...known, quantity };
			const sku = await catalog.findSku(name);
			if (!sku?.enabled) throw new AppError("SKU_UNKNOWN", { message: `There is no size (SKU) "${name}".`, data: { sku: name } });
			const { cpuMillis, memoryBytes, diskBytes, pidsMax } = sku;
			return { service, sku: name, quantity, cpuMillis, memoryBytes, diskBytes, pidsMax, domain: known?.domain ?? null };
		}),
	);
}
