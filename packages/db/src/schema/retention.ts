import {
	type GivenUpCause,
	givenUpCauses,
	type LeaseId,
	type Manifest,
	type NodeId,
	type RetentionId,
	type RetentionState,
	retentionStates,
	type TenantId,
} from "@berth/core";
import { sql } from "drizzle-orm";
import { check, index, json, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { LeaseItemRecord } from "../records.ts";
import { amount, moment, oneOf } from "./columns.ts";
import { lease } from "./lease.ts";
import { node } from "./node.ts";
import { tenant } from "./tenant.ts";

/**
 * What a closed lease left: it owns the lease's volumes, and their disk stays reserved on the node but while it is `restoring`, when
 * they are the new lease's. It outlives its bytes: the row goes after the last volume is certainly gone.
 */
export const retention = pgTable(
	"retention",
	{
		id: uuid("id").primaryKey().$type<RetentionId>(),
		tenantId: uuid("tenant_id")
			.notNull()
			.$type<TenantId>()
			.references(() => tenant.id),
		nodeId: uuid("node_id")
			.notNull()
			.$type<NodeId>()
			.references(() => node.id),
		/** Null for what was imported. */
		leaseId: uuid("lease_id")
			.$type<LeaseId>()
			.references(() => lease.id),
		partition: text("partition"),
		leaseName: text("lease_name").notNull(),
		state: text("state").notNull().$type<RetentionState>(),
		restoringLeaseId: uuid("restoring_lease_id")
			.$type<LeaseId>()
			.references(() => lease.id),
		manifest: json("manifest").notNull().$type<Manifest>(),
		items: json("items").notNull().$type<readonly LeaseItemRecord[]>(),
		diskBytes: amount("disk_bytes").notNull(),
		createdAt: moment("created_at").notNull(),
		expiresAt: moment("expires_at").notNull(),
		/** The end that webhooks were told of: one that was moved since is told of anew. */
		announcedEnd: moment("announced_end"),
		/** Why, when and by whom it was given up; null before, and of what was given up before this was written down. */
		givenUpBecause: text("given_up_because").$type<GivenUpCause>(),
		givenUpAt: moment("given_up_at"),
		givenUpBy: text("given_up_by"),
	},
	(t) => [
		oneOf("retention_cause_check", t.givenUpBecause, givenUpCauses),
		oneOf("retention_state_check", t.state, retentionStates),
		check("retention_restoring_check", sql`(${t.state} = 'restoring') = (${t.restoringLeaseId} is not null)`),
		check("retention_disk_check", sql`${t.diskBytes} >= 0`),
		uniqueIndex("retention_restoring_key").on(t.restoringLeaseId).where(sql`${t.restoringLeaseId} is not null`),
		index("retention_due_idx").on(t.nodeId, t.state, t.expiresAt),
		index("retention_tenant_idx").on(t.tenantId, t.id),
		index("retention_lease_idx").on(t.leaseId, t.id),
		index("retention_partition_idx").on(t.tenantId, t.partition, t.id),
		index("retention_oldest_idx").on(t.tenantId, t.createdAt, t.id).where(sql`${t.state} = 'active'`),
	],
);
