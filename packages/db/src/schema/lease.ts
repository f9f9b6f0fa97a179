import {
	type LeaseId,
	type LeaseState,
	leaseStates,
	type NodeId,
	type OperationId,
	type Reason,
	type TenantId,
	workingStates,
} from "@berth/core";
import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { BackendFacts } from "../backend-store.ts";
import type { Serving } from "../records.ts";
import { closeData } from "./close-data.ts";
import { amount, moment, oneOf } from "./columns.ts";
import { node } from "./node.ts";
import { tenant } from "./tenant.ts";

const working = sql.raw(workingStates.map((state) => `'${state}'`).join(", "));

/**
 * The truth about a lease. The indexes answer: a page newest first (of a tenant, of all, of one state, node or partition), what
 * is open on a node, what is due there, whose term ends.
 */
export const lease = pgTable(
	"lease",
	{
		id: uuid("id").primaryKey().$type<LeaseId>(),
		tenantId: uuid("tenant_id")
			.notNull()
			.$type<TenantId>()
			.references(() => tenant.id),
		nodeId: uuid("node_id")
			.notNull()
			.$type<NodeId>()
			.references(() => node.id),
		name: text("name").notNull(),
		state: text("state").notNull().$type<LeaseState>(),
		stateSince: moment("state_since").notNull(),
		deadlineAt: moment("deadline_at"),
		version: integer("version").notNull(),
		generation: integer("generation").notNull(),
		serving: jsonb("serving").$type<Serving>(),
		activeRelease: integer("active_release"),
		/** Numbers of releases are never used again, also when old ones are pruned. */
		releaseSeq: integer("release_seq").notNull(),
		eventSeq: integer("event_seq").notNull(),
		wakeAt: moment("wake_at"),
		attempt: integer("attempt").notNull().default(0),
		failCount: integer("fail_count").notNull().default(0),
		// Reasons are add-only and checked by the compiler; a check here would make each new one a migration.
		reason: text("reason").$type<Reason>(),
		message: text("message"),
		operationId: uuid("operation_id").$type<OperationId>(),
		cancelRequested: uuid("cancel_requested").$type<OperationId>(),
		callbackUrl: text("callback_url"),
		expiresAt: moment("expires_at"),
		expiryAnnounced: boolean("expiry_announced").notNull().default(false),
		closeData: text("close_data", { enum: closeData }).notNull().default("retain"),
		/** Whose of the tenant's own customers it is, as the tenant names them. */
		partition: text("partition"),
		/** What the client of the backend protocol calls it, and what it said of it; null of what did not come that way. */
		backendUuid: text("backend_uuid"),
		backend: jsonb("backend").$type<BackendFacts>(),
		heldCpuMillis: amount("held_cpu_millis"),
		heldMemoryBytes: amount("held_memory_bytes"),
		heldDiskBytes: amount("held_disk_bytes"),
		quarantinedAt: moment("quarantined_at"),
		createdBy: text("created_by").notNull(),
		createdAt: moment("created_at").notNull(),
		closedAt: moment("closed_at"),
	},
	(t) => [
		oneOf("lease_state_check", t.state, leaseStates),
		check("lease_closed_check", sql`(${t.state} = 'closed') = (${t.closedAt} is not null)`),
		check("lease_held_check", sql`num_nulls(${t.heldCpuMillis}, ${t.heldMemoryBytes}, ${t.heldDiskBytes}) in (0, 3)`),
		oneOf("lease_close_data_check", t.closeData, closeData),
		check("lease_release_check", sql`${t.releaseSeq} >= 1 and ${t.activeRelease} <= ${t.releaseSeq}`),
		check("lease_backend_check", sql`(${t.backendUuid} is null) = (${t.backend} is null)`),
		// Of one name at most one is open; the client goes through them in the order of their bytes.
		uniqueIndex("lease_backend_open_key")
			.on(sql`${t.backendUuid} collate "C"`)
			.where(sql`${t.closedAt} is null and ${t.backendUuid} is not null`),
		index("lease_backend_idx").on(sql`${t.backendUuid} collate "C"`, t.id).where(sql`${t.backendUuid} is not null`),
		uniqueIndex("lease_open_name_key").on(t.tenantId, t.name).where(sql`${t.closedAt} is null`),
		index("lease_tenant_idx").on(t.tenantId, t.id),
		index("lease_partition_idx").on(t.tenantId, t.partition, t.id).where(sql`${t.partition} is not null`),
		index("lease_tenant_state_idx").on(t.tenantId, t.state, t.id),
		index("lease_state_idx").on(t.state, t.id),
		index("lease_node_idx").on(t.nodeId, t.id),
		index("lease_tenant_expiry_idx").on(t.tenantId, t.expiresAt).where(sql`${t.closedAt} is null and ${t.expiresAt} is not null`),
		index("lease_all_expiry_idx").on(t.expiresAt).where(sql`${t.closedAt} is null and ${t.expiresAt} is not null`),
		index("lease_open_idx").on(t.id).where(sql`${t.closedAt} is null`),
		index("lease_open_tenant_idx").on(t.tenantId, t.id).where(sql`${t.closedAt} is null`),
		index("lease_open_node_idx").on(t.nodeId, t.id).where(sql`${t.closedAt} is null`),
		index("lease_working_idx").on(t.nodeId).where(sql`${t.state} in (${working})`),
		index("lease_expiry_idx").on(t.nodeId, t.expiresAt).where(sql`${t.closedAt} is null and ${t.expiresAt} is not null`),
		index("lease_wake_idx").on(t.nodeId, t.wakeAt).where(sql`${t.wakeAt} is not null`),
	],
);

/** What a lease's active release is made of, with the size as it was when taken. */
export const leaseItem = pgTable(
	"lease_item",
	{
		leaseId: uuid("lease_id")
			.notNull()
			.$type<LeaseId>()
			.references(() => lease.id, { onDelete: "cascade" }),
		position: integer("position").notNull(),
		service: text("service").notNull(),
		sku: text("sku").notNull(),
		quantity: integer("quantity").notNull(),
		cpuMillis: amount("cpu_millis").notNull(),
		memoryBytes: amount("memory_bytes").notNull(),
		diskBytes: amount("disk_bytes").notNull(),
		pidsMax: integer("pids_max").notNull(),
		domain: text("domain"),
	},
	(t) => [
		primaryKey({ name: "lease_item_pkey", columns: [t.leaseId, t.position] }),
		index("lease_item_sku_idx").on(t.sku, t.leaseId),
		check("lease_item_amount_check", sql`${t.quantity} > 0 and ${t.cpuMillis} > 0 and ${t.memoryBytes} > 0 and ${t.diskBytes} >= 0`),
	],
);
