import type { SkuId } from "@berth/core";
import { sql } from "drizzle-orm";
import { boolean, check, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { closeData } from "./close-data.ts";
import { amount, moment, oneOf } from "./columns.ts";

/** A size on offer. A lease copies what it took, so a later change here moves nothing that runs. */
export const sku = pgTable(
	"sku",
	{
		id: uuid("id").primaryKey().$type<SkuId>(),
		name: text("name").notNull().unique("sku_name_key"),
		cpuMillis: amount("cpu_millis").notNull(),
		memoryBytes: amount("memory_bytes").notNull(),
		diskBytes: amount("disk_bytes").notNull(),
		pidsMax: integer("pids_max").notNull(),
		position: integer("position").notNull(),
		enabled: boolean("enabled").notNull(),
		/** A word for whoever bills; nothing is computed from it. */
		priceLabel: text("price_label"),
		closeData: text("close_data", { enum: closeData }),
		createdAt: moment("created_at").notNull().defaultNow(),
	},
	(t) => [
		oneOf("sku_close_data_check", t.closeData, closeData),
		check("sku_amount_check", sql`${t.cpuMillis} > 0 and ${t.memoryBytes} > 0 and ${t.diskBytes} >= 0 and ${t.pidsMax} > 0`),
	],
);
