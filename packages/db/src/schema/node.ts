import type { NodeId } from "@berth/core";
import { sql } from "drizzle-orm";
import { check, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { amount, moment } from "./columns.ts";

/** A container host. `reserved` is the sum of what its leases hold; the claim says which agent acts for it. */
export const node = pgTable(
	"node",
	{
		id: uuid("id").primaryKey().$type<NodeId>(),
		name: text("name").notNull().unique("node_name_key"),
		cpuMillisCapacity: amount("cpu_millis_capacity").notNull(),
		memoryBytesCapacity: amount("memory_bytes_capacity").notNull(),
		diskBytesCapacity: amount("disk_bytes_capacity").notNull(),
		cpuMillisReserved: amount("cpu_millis_reserved").notNull().default(0),
		memoryBytesReserved: amount("memory_bytes_reserved").notNull().default(0),
		diskBytesReserved: amount("disk_bytes_reserved").notNull().default(0),
		/** Disk that may be kept for closed leases; null is no limit. */
		retainedBytesMax: amount("retained_bytes_max"),
		/** The ports of the host that tenants may have for themselves, both inclusive; null where there are none. */
		hostPortFirst: integer("host_port_first"),
		hostPortLast: integer("host_port_last"),
		claimedBy: text("claimed_by"),
		claimedUntil: moment("claimed_until"),
		claimEpoch: amount("claim_epoch").notNull().default(0),
		seenAt: moment("seen_at"),
		cordonedAt: moment("cordoned_at"),
		createdAt: moment("created_at").notNull().defaultNow(),
	},
	(t) => [
		check("node_capacity_check", sql`${t.cpuMillisCapacity} > 0 and ${t.memoryBytesCapacity} > 0 and ${t.diskBytesCapacity} >= 0`),
		check("node_reserved_check", sql`${t.cpuMillisReserved} >= 0 and ${t.memoryBytesReserved} >= 0 and ${t.diskBytesReserved} >= 0`),
		check(
			"node_host_port_check",
			sql`(${t.hostPortFirst} is null) = (${t.hostPortLast} is null) and ${t.hostPortFirst} <= ${t.hostPortLast}`,
		),
		check("node_claim_check", sql`(${t.claimedBy} is null) = (${t.claimedUntil} is null)`),
	],
);
