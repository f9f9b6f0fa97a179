import type { LeaseId, TenantId } from "@berth/core";
import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { lease } from "./lease.ts";

/**
 * What a lease is found by: its name and the images of its current release, in small letters, each after a space. It stands apart from
 * the lease's row, which is written many times for each time that this is: the index of its parts is dear to write. A trigger on releases
 * keeps it, so that a program of a former version does, too.
 */
export const leaseSearch = pgTable(
	"lease_search",
	{
		leaseId: uuid("lease_id")
			.primaryKey()
			.$type<LeaseId>()
			.references(() => lease.id, { onDelete: "cascade" }),
		tenantId: uuid("tenant_id").notNull().$type<TenantId>(),
		words: text("words").notNull(),
	},
	(t) => [
		index("lease_search_words_idx").using("gin", t.words.op("gin_trgm_ops")),
		index("lease_search_tenant_idx").on(t.tenantId, t.leaseId),
	],
);
