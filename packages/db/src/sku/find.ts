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

/** What follows the size of a name in the order of the form, as a part of a statement whose parameter that is. */
export const skusAfter = (after: string): string =>
	`(${after}::text is null or (sku.position, sku.name) > (select last.position, last.name from sku last where last.name = ${after}))`;

const some = `select ${columns} from sku where (enabled or not $1) and ${skusAfter("$2")} order by position, name limit $3`;

// By hand and not by the builder: each provision asks the one, and each form the other.

/** Reads a size by its name. Cost: sku_name_key; no lock. */
export async function findSku(db: Queryable, name: string): Promise<SkuRecord | null> {
	return (await rowsOf<SkuRecord>(db, byName, [name]))[0] ?? null;
}

export interface SkuPage {
	readonly limit: number;
	/** The name of the last one seen. */
	readonly after?: string;
	/** Leaves retired ones out. */
	readonly offered?: boolean;
}

/** Reads a page of sizes in the order they are offered. Cost: sorts all, of which there are few. No lock. */
export const pageSkus = async (db: Queryable, { limit, after, offered = false }: SkuPage): Promise<SkuRecord[]> => [
	...(await rowsOf<SkuRecord>(db, some, [offered, after ?? null, limit])),
];

/** Reads all sizes in the order they are offered; there are few. No lock. */
export const listSkus = async (db: Queryable): Promise<SkuRecord[]> => [...(await rowsOf<SkuRecord>(db, all, []))];
