import { AppError, newId, type SkuId } from "@berth/core";
import type { Connection } from "../connection.ts";
import type { SkuRecord } from "../records.ts";
import { sku } from "../schema/index.ts";
import { skuFields } from "./find.ts";

/** Makes or changes a size by its name. Leases that took it keep what they took. Cost: one row by sku_name_key. */
export async function putSku({ db }: Connection, given: Omit<SkuRecord, "id">): Promise<SkuRecord> {
	const [row] = await db
		.insert(sku)
		.values({ ...given, id: newId<SkuId>() })
		.onConflictDoUpdate({ target: sku.name, set: given })
		.returning(skuFields);
	if (row === undefined) throw new AppError("INTERNAL");
	return row;
}
