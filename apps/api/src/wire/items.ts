import { FLAT_SERVICE } from "@berth/core";
import type { CatalogStore } from "@berth/db";
import type { RecordOf } from "./decode-json.ts";
import { QUANTITY_MAX } from "./protocol.ts";
import { invalid, invalidManifest } from "./refusal.ts";

/** How an item is sent. */
export const itemShape = { sku: "text", quantity: "integer", service_name: "text", custom_domain: "text" } as const;
type SentItem = RecordOf<typeof itemShape>;

/** An item whose service has a name. */
export interface NamedItem {
	readonly sku: string;
	readonly quantity: number;
	readonly service: string;
	readonly domain: string;
}

/**
 * The items, each with its service: one that names none means the only one there is.
 *
 * Errors  WireRefusal 400: none at all, too many instances, some with a name and some without.
 */
export function nameItems(items: readonly SentItem[]): NamedItem[] {
	for (const [at, { sku, quantity, service_name: service }] of items.entries()) {
		const item = `item ${at} (sku ${JSON.stringify(sku)}, service ${JSON.stringify(service)})`;
		if (quantity < 0 || quantity > QUANTITY_MAX) throw invalid(`${item}: quantity ${quantity} is not between 0 and ${QUANTITY_MAX}`);
		// What has no instance would be a lease of nothing.
		if (quantity === 0) throw invalid(`${item}: quantity is 0`);
	}
	const total = items.reduce((sum, { quantity }) => sum + quantity, 0);
	if (total > QUANTITY_MAX) throw invalid(`total quantity ${total} is above ${QUANTITY_MAX}`);
	if (items.length === 0) throw invalid("no items");
	const unnamed = items.filter(({ service_name: service }) => service === "").length;
	if (unnamed > 0 && unnamed < items.length) throw invalidManifest("some items name a service and some do not");
	if (unnamed > 1) throw invalidManifest("more than one item names no service");
	return items.map(({ sku, quantity, service_name: service, custom_domain: domain }) => ({
		sku,
		quantity,
		service: service === "" ? FLAT_SERVICE : service,
		domain,
	}));
}

/** Items with the sizes of ours that they mean, and how each size was named. */
export interface SizedItems {
	readonly items: { readonly service: string; readonly sku: string; readonly quantity: number }[];
	readonly skus: Readonly<Record<string, string>>;
}

/**
 * A size is named by what the installation's settings say it is called outside, by its own name, or by its id.
 *
 * Errors  WireRefusal 400 `unknown_sku`.
 */
export async function sizeNamed(
	catalog: Pick<CatalogStore, "listSkus">,
	names: ReadonlyMap<string, string>,
	items: readonly NamedItem[],
): Promise<SizedItems> {
	const known = await catalog.listSkus();
	const find = (asked: string) => {
		const name = names.get(asked) ?? asked;
		return known.find((sku) => sku.name === name) ?? known.find((sku) => sku.id === asked.toLowerCase());
	};
	return {
		skus: Object.fromEntries(items.map(({ service, sku }) => [service, sku])),
		items: items.map(({ service, sku: asked, quantity }) => {
			const sku = find(asked);
			if (sku === undefined) throw invalid(`unknown SKU: ${asked.slice(0, 128)}`, "unknown_sku");
			return { service, sku: sku.name, quantity };
		}),
	};
}

/** How the client is told of items: as it named them. */
export const showItems = (
	items: readonly { readonly service: string; readonly sku: string; readonly quantity: number; readonly domain: string | null }[],
	skus: Readonly<Record<string, string>>,
) =>
	items.map(({ service, sku, quantity, domain }) => ({
		sku: (Object.hasOwn(skus, service) ? skus[service] : undefined) ?? sku,
		quantity,
		service_name: service,
		...(domain !== null && { custom_domain: domain }),
	}));
