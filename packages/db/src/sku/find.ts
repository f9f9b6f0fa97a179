import { type Queryable, rowsOf } from "../query.ts";
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

const columns = `
	id, name, cpu_millis as "cpuMillis", memory_bytes as "memoryBytes", disk_bytes as "diskBytes", pids_max as "pidsMax", position, enabled,
	price_label as "priceLabel", close_data as "closeData"`;
const byName = `select ${columns} from sku where name = $1`;
const all = `select ${columns} from sku order by position, name`;

// By hand and not by the builder: each provision asks the one, and each form the other.

/** Reads a size by its name. Cost: sku_name_key; no lock. */
export async function findSku(db: Queryable, name: string): Promise<SkuRecord | null> {
	return (await rowsOf<SkuRecord>(db, byName, [name]))[0] ?? null;
}

/** Reads all sizes in the order they are offered; there are few. No lock. */
export const listSkus = async (db: Queryable): Promise<SkuRecord[]> => [...(await rowsOf<SkuRecord>(db, all, []))];
