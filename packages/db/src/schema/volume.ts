import type { LeaseId, NodeId, RetentionId, TenantId, VolumeId } from "@berth/core";
import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { amount, moment } from "./columns.ts";
import { lease } from "./lease.ts";
import { node } from "./node.ts";
import { retention } from "./retention.ts";
import { tenant } from "./tenant.ts";

/** A directory of a node that holds one instance's data, under its id for ever. The row says whose it is: one owner, always. */
export const volume = pgTable(
	"volume",
	{
		id: uuid("id").primaryKey().$type<VolumeId>(),
		nodeId: uuid("node_id")
			.notNull()
			.$type<NodeId>()
			.references(() => node.id),
		tenantId: uuid("tenant_id")
			.notNull()
			.$type<TenantId>()
			.references(() => tenant.id),
		leaseId: uuid("lease_id")
			.$type<LeaseId>()
			.references(() => lease.id),
		retentionId: uuid("retention_id")
			.$type<RetentionId>()
			.references(() => retention.id),
		service: text("service").notNull(),
		index: integer("index").notNull(),
		quotaBytes: amount("quota_bytes").notNull(),
		createdAt: moment("created_at").notNull(),
	},
	(t) => [
		check("volume_owner_check", sql`num_nonnulls(${t.leaseId}, ${t.retentionId}) = 1`),
		check("volume_amount_check", sql`${t.quotaBytes} > 0 and ${t.index} >= 0`),
		unique("volume_lease_key").on(t.leaseId, t.service, t.index),
		unique("volume_retention_key").on(t.retentionId, t.service, t.index),
		index("volume_node_idx").on(t.nodeId, t.id),
		index("volume_tenant_idx").on(t.tenantId, t.id),
	],
);
