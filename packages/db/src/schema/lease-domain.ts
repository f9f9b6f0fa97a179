import type { LeaseId } from "@berth/core";
import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { lease } from "./lease.ts";

/**
 * The tenants' own names that open leases have: those of what serves and those of the release under way. A name leads to one lease of
 * the whole installation, which the key says.
 */
export const leaseDomain = pgTable(
	"lease_domain",
	{
		domain: text("domain").primaryKey(),
		leaseId: uuid("lease_id")
			.notNull()
			.$type<LeaseId>()
			.references(() => lease.id, { onDelete: "cascade" }),
	},
	(t) => [index("lease_domain_lease_idx").on(t.leaseId)],
);
