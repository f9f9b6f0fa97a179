import { asc, eq, sql } from "drizzle-orm";
import type { Connection } from "../connection.ts";
import type { SkuRecord } from "../records.ts";
import { sku } from "../schema/index.ts";

export const skuFields = {
	id: sku.id,
	name: sku.name,
	cpuMillis: sku.cpuMillis,
	memoryBytes: sku.memoryBytes,
	diskBytes: sku.diskBytes,
	pidsMax: sku.pidsMax,
	position: sku.position,
	enabled: sku.enabled,
	priceLabel: sku.priceLabel,
	closeData: sku.closeData,
};

/** Reads a size by its name. Cost: sku_name_key; no lock. Prepared: each provision asks it. */
export function createFindSku({ db }: Connection): (name: string) => Promise<SkuRecord | null> {
	const query = db
		.select(skuFields)
		.from(sku)
		.where(eq(sku.name, sql.placeholder("name")))
		.prepare("sku_find");
	return async (name) => (await query.execute({ name }))[0] ?? null;
}

/** Reads all sizes in the order they are offered; there are few. No lock. */
export function createListSkus({ db }: Connection): () => Promise<SkuRecord[]> {
	const query = db.select(skuFields).from(sku).orderBy(asc(sku.position), asc(sku.name)).prepare("sku_list");
	return () => query.execute();
}
