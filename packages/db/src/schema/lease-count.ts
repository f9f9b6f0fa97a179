import type { LeaseState, TenantId } from "@berth/core";
import { bigint, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";

/** How many leases of a tenant are in each state, but for the changes that were not added up yet. */
export const leaseCount = pgTable(
	"lease_count",
	{
		tenantId: uuid("tenant_id").notNull().$type<TenantId>(),
		state: text("state").notNull().$type<LeaseState>(),
		count: integer("count").notNull(),
	},
	(t) => [primaryKey({ name: "lease_count_pkey", columns: [t.tenantId, t.state] })],
);

/**
 * What commits changed of those counts. They only append here, so that leases of one tenant do not wait for each other; every
 * few hundred rows somebody adds them up.
 */
export const leaseCountChange = pgTable("lease_count_change", {
	id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
	tenantId: uuid("tenant_id").notNull().$type<TenantId>(),
	state: text("state").notNull().$type<LeaseState>(),
	change: integer("change").notNull(),
});
