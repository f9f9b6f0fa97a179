import type { LeaseId, NodeId } from "@berth/core";
import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { lease } from "./lease.ts";
import { node } from "./node.ts";

const protocols = ["tcp", "udp"] as const;

/** A port of a host that one lease has for itself, from the request that asked for it until it is closed. */
export const hostPort = pgTable(
	"host_port",
	{
		nodeId: uuid("node_id")
			.notNull()
			.$type<NodeId>()
			.references(() => node.id),
		port: integer("port").notNull(),
		protocol: text("protocol", { enum: protocols }).notNull(),
		leaseId: uuid("lease_id")
			.notNull()
			.$type<LeaseId>()
			.references(() => lease.id),
		service: text("service").notNull(),
		index: integer("index").notNull(),
		containerPort: integer("container_port").notNull(),
	},
	(t) => [
		primaryKey({ name: "host_port_pkey", columns: [t.nodeId, t.port, t.protocol] }),
		check("host_port_range_check", sql`${t.port} between 1 and 65535 and ${t.containerPort} between 1 and 65535`),
		index("host_port_lease_idx").on(t.leaseId, t.service, t.index),
	],
);
