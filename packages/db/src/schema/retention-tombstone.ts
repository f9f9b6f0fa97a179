import { type GivenUpCause, givenUpCauses, type LeaseId, type RetentionId, type TenantId } from "@berth/core";
import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { amount, moment, oneOf } from "./columns.ts";
import { lease } from "./lease.ts";
import { tenant } from "./tenant.ts";

/** What is still known of retained data that is gone, for as long as somebody may ask for it. */
export const retentionTombstone = pgTable(
	"retention_tombstone",
	{
		id: uuid("id").primaryKey().$type<RetentionId>(),
		tenantId: uuid("tenant_id")
			.notNull()
			.$type<TenantId>()
			.references(() => tenant.id),
		/** Null for what was imported. */
		leaseId: uuid("lease_id")
			.$type<LeaseId>()
			.references(() => lease.id),
		leaseName: text("lease_name").notNull(),
		partition: text("partition"),
		diskBytes: amount("disk_bytes").notNull(),
		createdAt: moment("created_at").notNull(),
		because: text("because").notNull().$type<GivenUpCause>(),
		givenUpBy: text("given_up_by"),
		givenUpAt: moment("given_up_at").notNull(),
		destroyedAt: moment("destroyed_at").notNull(),
	},
	(t) => [
		oneOf("retention_tombstone_cause_check", t.because, givenUpCauses),
		index("retention_tombstone_tenant_idx").on(t.tenantId, t.id),
		index("retention_tombstone_lease_idx").on(t.leaseId, t.id),
		index("retention_tombstone_age_idx").on(t.destroyedAt),
	],
);
