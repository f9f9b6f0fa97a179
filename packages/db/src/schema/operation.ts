import {
	type CallbackId,
	isOperationDone,
	type LeaseId,
	type OperationId,
	type OperationKind,
	type OperationState,
	type OperationStep,
	operationKinds,
	operationStates,
	type Reason,
	type TenantId,
} from "@berth/core";
import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { moment, oneOf } from "./columns.ts";
import { lease } from "./lease.ts";

const done = sql.raw(
	operationStates
		.filter(isOperationDone)
		.map((state) => `'${state}'`)
		.join(", "),
);

/** One command and how it went. A key is the tenant's own: the same one twice is the same request. */
export const operation = pgTable(
	"operation",
	{
		id: uuid("id").primaryKey().$type<OperationId>(),
		leaseId: uuid("lease_id")
			.notNull()
			.$type<LeaseId>()
			.references(() => lease.id),
		/** The lease's, repeated for the key's uniqueness. */
		tenantId: uuid("tenant_id").notNull().$type<TenantId>(),
		kind: text("kind").notNull().$type<OperationKind>(),
		state: text("state").notNull().$type<OperationState>(),
		requestedBy: text("requested_by").notNull(),
		releaseNumber: integer("release_number"),
		/** The only instance that it is about, `web-0`; null is all of the lease. */
		instance: text("instance"),
		steps: jsonb("steps").notNull().$type<readonly OperationStep[]>(),
		reason: text("reason").$type<Reason>(),
		message: text("message"),
		callbackUrl: text("callback_url"),
		idempotencyKey: text("idempotency_key"),
		requestHash: text("request_hash").notNull(),
		/** W3C traceparent of the command: the process that does the work goes on with its trace. */
		traceParent: text("trace_parent"),
		createdAt: moment("created_at").notNull(),
		startedAt: moment("started_at"),
		finishedAt: moment("finished_at"),
	},
	(t) => [
		oneOf("operation_kind_check", t.kind, operationKinds),
		oneOf("operation_state_check", t.state, operationStates),
		check("operation_finished_check", sql`(${t.state} in (${done})) = (${t.finishedAt} is not null)`),
		uniqueIndex("operation_idempotency_key").on(t.tenantId, t.idempotencyKey).where(sql`${t.idempotencyKey} is not null`),
		index("operation_lease_idx").on(t.leaseId, t.id),
		index("operation_tenant_idx").on(t.tenantId, t.id),
		index("operation_tenant_state_idx").on(t.tenantId, t.state, t.id),
		index("operation_state_idx").on(t.state, t.id),
	],
);

/** What a program is told when its operation ends: at most one per operation, because the schema says so. */
export const callback = pgTable(
	"callback",
	{
		id: uuid("id").primaryKey().$type<CallbackId>(),
		operationId: uuid("operation_id")
			.notNull()
			.$type<OperationId>()
			.references(() => operation.id),
		leaseId: uuid("lease_id")
			.notNull()
			.$type<LeaseId>()
			.references(() => lease.id),
		url: text("url").notNull(),
		body: jsonb("body").notNull().$type<Readonly<Record<string, unknown>>>(),
		/** The lease's event_seq when it was owed: callbacks of a lease are delivered in this order. */
		leaseSeq: integer("lease_seq").notNull().default(0),
		attempts: integer("attempts").notNull().default(0),
		lastError: text("last_error"),
		attemptedAt: moment("attempted_at"),
		/** While a try is under way nobody else makes one. */
		heldUntil: moment("held_until"),
		deliveredAt: moment("delivered_at"),
		abandonedAt: moment("abandoned_at"),
		/** Set when it is owed anew by hand: the time for tries begins again. */
		owedSince: moment("owed_since"),
		createdAt: moment("created_at").notNull().defaultNow(),
	},
	(t) => [
		unique("callback_operation_key").on(t.operationId),
		index("callback_lease_idx").on(t.leaseId, t.leaseSeq),
		index("callback_owed_idx").on(t.leaseId, t.leaseSeq).where(sql`${t.deliveredAt} is null and ${t.abandonedAt} is null`),
	],
);

/** The log of deliveries: one row for each try. */
export const callbackAttempt = pgTable(
	"callback_attempt",
	{
		id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
		callbackId: uuid("callback_id")
			.notNull()
			.$type<CallbackId>()
			.references(() => callback.id, { onDelete: "cascade" }),
		at: moment("at").notNull(),
		status: integer("status"),
		error: text("error"),
		durationMs: integer("duration_ms").notNull(),
	},
	(t) => [index("callback_attempt_idx").on(t.callbackId, t.id)],
);
