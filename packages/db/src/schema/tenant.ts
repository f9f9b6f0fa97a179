import { memberRoles, type TenantId } from "@berth/core";
import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { user } from "./auth.ts";
import { closeData } from "./close-data.ts";
import { amount, moment, oneOf } from "./columns.ts";

/** Who leases. The `used` columns are what unclosed leases hold; they move only by guarded UPDATE, with the node's. */
export const tenant = pgTable(
	"tenant",
	{
		id: uuid("id").primaryKey().$type<TenantId>(),
		name: text("name").notNull().unique("tenant_name_key"),
		leasesMax: integer("leases_max"),
		cpuMillisMax: amount("cpu_millis_max"),
		memoryBytesMax: amount("memory_bytes_max"),
		diskBytesMax: amount("disk_bytes_max"),
		leasesUsed: integer("leases_used").notNull().default(0),
		cpuMillisUsed: amount("cpu_millis_used").notNull().default(0),
		memoryBytesUsed: amount("memory_bytes_used").notNull().default(0),
		diskBytesUsed: amount("disk_bytes_used").notNull().default(0),
		retainedMax: integer("retained_max"),
		retainedBytesMax: amount("retained_bytes_max"),
		/** Of each partition that a lease names; what names none is bound by the tenant's alone. */
		partitionRetainedMax: integer("partition_retained_max"),
		partitionRetainedBytesMax: amount("partition_retained_bytes_max"),
		/** What a close does that does not say it; null leaves it to the size, then to the installation. */
		closeData: text("close_data", { enum: closeData }),
		suspendedAt: moment("suspended_at"),
		createdAt: moment("created_at").notNull().defaultNow(),
	},
	(t) => [
		oneOf("tenant_close_data_check", t.closeData, closeData),
		check(
			"tenant_used_check",
			sql`${t.leasesUsed} >= 0 and ${t.cpuMillisUsed} >= 0 and ${t.memoryBytesUsed} >= 0 and ${t.diskBytesUsed} >= 0`,
		),
	],
);

export const member = pgTable(
	"member",
	{
		tenantId: uuid("tenant_id")
			.notNull()
			.$type<TenantId>()
			.references(() => tenant.id, { onDelete: "cascade" }),
		userId: text("user_id")
			.notNull()
			.references(() => user.id, { onDelete: "cascade" }),
		role: text("role", { enum: memberRoles }).notNull(),
		createdAt: moment("created_at").notNull().defaultNow(),
	},
	(t) => [
		primaryKey({ name: "member_pkey", columns: [t.tenantId, t.userId] }),
		index("member_user_idx").on(t.userId),
		oneOf("member_role_check", t.role, memberRoles),
	],
);
