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
import { check, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { amount, moment, oneOf } from "./columns.ts";
import { node } from "./node.ts";
import { tenant } from "./tenant.ts";

const working = sql.raw(workingStates.map((state) => `'${state}'`).join(", "));

/**
 * The truth about a lease. The indexes answer: a page newest first (of a tenant, of all), what is open on a node, what is due
 * there.
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
		observedGeneration: integer("observed_generation"),
		eventSeq: integer("event_seq").notNull(),
		wakeAt: moment("wake_at"),
		attempt: integer("attempt").notNull().default(0),
		failCount: integer("fail_count").notNull().default(0),
		// Reasons are add-only and checked by the compiler; a check here would make each new one a migration.
		reason: text("reason").$type<Reason>(),
		message: text("message"),
		operationId: uuid("operation_id").$type<OperationId>(),
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
		uniqueIndex("lease_open_name_key").on(t.tenantId, t.name).where(sql`${t.closedAt} is null`),
		index("lease_tenant_idx").on(t.tenantId, t.id),
		index("lease_open_idx").on(t.id).where(sql`${t.closedAt} is null`),
		index("lease_open_tenant_idx").on(t.tenantId, t.id).where(sql`${t.closedAt} is null`),
		index("lease_open_node_idx").on(t.nodeId, t.id).where(sql`${t.closedAt} is null`),
		index("lease_working_idx").on(t.nodeId).where(sql`${t.state} in (${working})`),
		index("lease_wake_idx").on(t.nodeId, t.wakeAt).where(sql`${t.wakeAt} is not null`),
	],
);

/** What a lease is made of, with the size as it was when taken. */
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
	},
	(t) => [
		primaryKey({ name: "lease_item_pkey", columns: [t.leaseId, t.position] }),
		check("lease_item_amount_check", sql`${t.quantity} > 0 and ${t.cpuMillis} > 0 and ${t.memoryBytes} > 0 and ${t.diskBytes} >= 0`),
	],
);
