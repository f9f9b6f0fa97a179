import type { LeaseId, TenantId } from "@berth/core";
import { index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { amount, moment } from "./columns.ts";

const figures = {
	tenantId: uuid("tenant_id").notNull().$type<TenantId>(),
	leaseId: uuid("lease_id").notNull().$type<LeaseId>(),
	service: text("service").notNull(),
	/** Seconds of the span for which something was measured. */
	measuredSeconds: integer("measured_seconds").notNull(),
	cpuMs: amount("cpu_ms").notNull(),
	/** Bytes times seconds: divided by the measured ones it is the mean. */
	memoryByteSeconds: amount("memory_byte_seconds").notNull(),
	memoryPeakBytes: amount("memory_peak_bytes").notNull(),
	diskByteSeconds: amount("disk_byte_seconds").notNull(),
	rxBytes: amount("rx_bytes").notNull(),
	txBytes: amount("tx_bytes").notNull(),
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
