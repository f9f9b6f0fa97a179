import type { LeaseId, NodeId, TenantId } from "@berth/core";
import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { amount, moment } from "./columns.ts";
import { node } from "./node.ts";

/** Null is not known: it is never a zero in disguise. */
const figures = {
	tenantId: uuid("tenant_id").notNull().$type<TenantId>(),
	leaseId: uuid("lease_id").notNull().$type<LeaseId>(),
	service: text("service").notNull(),
	/** Seconds of the span for which its containers were measured. */
	measuredSeconds: integer("measured_seconds").notNull(),
	cpuMs: amount("cpu_ms").notNull(),
	/** Bytes times seconds: divided by the measured ones it is the mean. */
	memoryByteSeconds: amount("memory_byte_seconds"),
	memoryPeakBytes: amount("memory_peak_bytes"),
	/** Seconds for which its disk was known, which has use also while nothing runs. */
	diskSeconds: integer("disk_seconds").notNull().default(0),
	diskByteSeconds: amount("disk_byte_seconds").notNull(),
	rxBytes: amount("rx_bytes"),
	txBytes: amount("tx_bytes"),
};

/**
 * What a service of a lease used in one minute, all its instances together. Partitioned by day, which the migration says and this
 * cannot: a day goes by dropping its partition. There is no reference to the lease, so that writing it locks none.
 */
export const usageMinute = pgTable("usage_minute", { at: moment("at").notNull(), ...figures }, (t) => [
	primaryKey({ name: "usage_minute_pkey", columns: [t.leaseId, t.service, t.at] }),
	index("usage_minute_tenant_idx").on(t.tenantId, t.at),
]);

/** The same by hour, for whoever bills: kept longer. */
export const usageHour = pgTable("usage_hour", { at: moment("at").notNull(), ...figures }, (t) => [
	primaryKey({ name: "usage_hour_pkey", columns: [t.leaseId, t.service, t.at] }),
	index("usage_hour_tenant_idx").on(t.tenantId, t.at),
	index("usage_hour_at_idx").on(t.at),
]);

/** The upkeep of both, whose turn whoever finds it due takes: one row. */
export const usageUpkeep = pgTable("usage_upkeep", {
	id: integer("id").primaryKey(),
	dueAt: moment("due_at").notNull(),
	/** The hour from which minutes may have come that are in no hour yet. */
	rollFromAt: moment("roll_from_at").notNull(),
});

/**
 * What was leased of a node in one hour: the most that was reserved, what it has, and how many instances of each size there were when the
 * hour began. Kept as long as hours are.
 */
export const nodeHour = pgTable(
	"node_hour",
	{
		nodeId: uuid("node_id")
			.notNull()
			.$type<NodeId>()
			.references(() => node.id),
		at: moment("at").notNull(),
		cpuMillisReserved: amount("cpu_millis_reserved").notNull(),
		memoryBytesReserved: amount("memory_bytes_reserved").notNull(),
		diskBytesReserved: amount("disk_bytes_reserved").notNull(),
		cpuMillisCapacity: amount("cpu_millis_capacity").notNull(),
		memoryBytesCapacity: amount("memory_bytes_capacity").notNull(),
		diskBytesCapacity: amount("disk_bytes_capacity").notNull(),
		skus: jsonb("skus").notNull().$type<Readonly<Record<string, number>>>(),
	},
	(t) => [primaryKey({ name: "node_hour_pkey", columns: [t.nodeId, t.at] }), index("node_hour_at_idx").on(t.at)],
);

/** What watching costs on each node, as its agent last said. */
export const nodeWatch = pgTable("node_watch", {
	nodeId: uuid("node_id")
		.primaryKey()
		.$type<NodeId>()
		.references(() => node.id),
	at: moment("at").notNull(),
	figures: jsonb("figures").notNull(),
});
