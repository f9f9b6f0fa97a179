import { AppError, newId, type SkuId } from "@berth/core";
import { eq } from "drizzle-orm";
import type { Audit } from "../audit/audit.ts";
import { audited } from "../audit/audited.ts";
import type { Connection } from "../connection.ts";
import type { SkuRecord } from "../records.ts";
import { assertRevision } from "../revision.ts";
import { sku } from "../schema/index.ts";
import { skuFields } from "./find.ts";

/** What there is to say of a size; the words for billing and closing are nobody's when absent. */
export type NewSku = Omit<SkuRecord, "id" | "priceLabel" | "closeData"> & Partial<Pick<SkuRecord, "priceLabel" | "closeData">>;

/** Makes or changes a size by its name, all of it. Leases that took it keep what they took. Errors  CONFLICT when it is not what `expectedRevision` says any more. Cost: one row by sku_name_key. */
export function putSku(connection: Connection, asked: NewSku, audit?: Audit, expectedRevision?: string): Promise<SkuRecord> {
	const given = { priceLabel: null, closeData: null, ...asked };
	return audited(
		connection,
		audit,
		async ({ db }) => {
			if (expectedRevision !== undefined) {
				const [seen] = await db.select(skuFields).from(sku).where(eq(sku.name, asked.name)).for("update");
				assertRevision(seen ?? {}, expectedRevision);
			}
			const [row] = await db
				.insert(sku)
				.values({ ...given, id: newId<SkuId>() })
				.onConflictDoUpdate({ target: sku.name, set: given })
				.returning(skuFields);
			if (row === undefined) throw new AppError("INTERNAL");
			return row;
		},
		() => ({ kind: "sku", id: asked.name, facts: asked }),
	);
}
