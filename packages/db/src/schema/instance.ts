import {
	type DiagnosticId,
	type EndpointView,
	type InstanceState,
	type InstanceView,
	instanceStates,
	type LeaseId,
	type OperationId,
	type Reason,
} from "@berth/core";
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { moment, oneOf } from "./columns.ts";
import { lease } from "./lease.ts";

const healthWords = ["none", "starting", "healthy", "unhealthy"] as const satisfies readonly InstanceView["health"][];

/** What was last seen of each container of a lease: a cache of the host for pages, not a truth. */
export const instance = pgTable(
	"instance",
	{
		leaseId: uuid("lease_id")
			.notNull()
			.$type<LeaseId>()
			.references(() => lease.id, { onDelete: "cascade" }),
		service: text("service").notNull(),
		index: integer("index").notNull(),
		generation: integer("generation").notNull(),
		containerId: text("container_id"),
		image: text("image").notNull(),
		state: text("state").notNull().$type<InstanceState>(),
		health: text("health").notNull().$type<InstanceView["health"]>(),
		exitCode: integer("exit_code"),
		oomKilled: boolean("oom_killed").notNull(),
		startedAt: moment("started_at"),
		endpoints: jsonb("endpoints").notNull().$type<readonly EndpointView[]>(),
	},
	(t) => [
		primaryKey({ name: "instance_pkey", columns: [t.leaseId, t.service, t.index, t.generation] }),
		oneOf("instance_state_check", t.state, instanceStates),
		oneOf("instance_health_check", t.health, healthWords),
	],
);

/** Why an instance failed, in full: for the lease's owner and admins alone. */
export const diagnostic = pgTable(
	"diagnostic",
	{
		id: uuid("id").primaryKey().$type<DiagnosticId>(),
		leaseId: uuid("lease_id")
			.notNull()
			.$type<LeaseId>()
			.references(() => lease.id, { onDelete: "cascade" }),
		operationId: uuid("operation_id").$type<OperationId>(),
		service: text("service").notNull(),
		index: integer("index").notNull(),
		reason: text("reason").notNull().$type<Reason>(),
		exitCode: integer("exit_code"),
		oomKilled: boolean("oom_killed").notNull(),
		healthOutput: text("health_output"),
		logTail: jsonb("log_tail").notNull().$type<readonly string[]>(),
		detail: text("detail"),
		at: moment("at").notNull(),
	},
	(t) => [index("diagnostic_lease_idx").on(t.leaseId, t.id), index("diagnostic_at_idx").on(t.at)],
);
