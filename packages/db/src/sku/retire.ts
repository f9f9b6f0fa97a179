import { AppError } from "@berth/core";
import { eq } from "drizzle-orm";
import type { Audit } from "../audit/audit.ts";
import { audited } from "../audit/audited.ts";
import type { Connection } from "../connection.ts";
import type { SkuRecord } from "../records.ts";
import { sku } from "../schema/index.ts";
import { skuFields } from "./find.ts";

/** Offers a size no longer; leases that took it go on. Once more changes nothing. Errors  SKU_UNKNOWN. Cost: one row by sku_name_key. */
export const retireSku = (connection: Connection, name: string, audit?: Audit): Promise<SkuRecord> =>
	audited(
		connection,
		audit,
		async ({ db }) => {
			const [row] = await db.update(sku).set({ enabled: false }).where(eq(sku.name, name)).returning(skuFields);
			if (row === undefined) throw new AppError("SKU_UNKNOWN", { data: { sku: name } });
			return row;
		},
		() => ({ kind: "sku", id: name }),
	);
