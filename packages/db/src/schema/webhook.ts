import type { DeliveryId, LeaseId, OperationId, TenantId, WebhookId } from "@berth/core";
import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { moment, oneOf } from "./columns.ts";
import { tenant } from "./tenant.ts";

/** Where somebody wants to be told of what happens. Its secrets are derived and stand nowhere. */
export const webhook = pgTable(
	"webhook",
	{
		id: uuid("id").primaryKey().$type<WebhookId>(),
		/** Null for one of the installation, which is told of every tenant's leases. */
		tenantId: uuid("tenant_id")
			.$type<TenantId>()
			.references(() => tenant.id, { onDelete: "cascade" }),
		url: text("url").notNull(),
		description: text("description").notNull().default(""),
		types: text("types").array().notNull(),
		enabled: boolean("enabled").notNull().default(true),
		disabledBecause: text("disabled_because"),
		/** Counts its secrets; the one before is good until `previousUntil`. */
		secretNumber: integer("secret_number").notNull().default(1),
		previousUntil: moment("previous_until"),
		createdBy: text("created_by").notNull(),
		createdAt: moment("created_at").notNull().defaultNow(),
		/** Since when no try has arrived; null when the last one did. */
		failingSince: moment("failing_since"),
		triedAt: moment("tried_at"),
		/** How the last try ended; null when it arrived or none was made. */
		lastError: text("last_error"),
	},
	(t) => [oneOf("webhook_disabled_check", t.disabledBecause, ["asked", "failing"]), index("webhook_tenant_idx").on(t.tenantId, t.id)],
);

/** One event for one webhook: made with the event, at most once, because the schema says so. */
export const webhookDelivery = pgTable(
	"webhook_delivery",
	{
		id: uuid("id").primaryKey().$type<DeliveryId>(),
		webhookId: uuid("webhook_id")
			.notNull()
			.$type<WebhookId>()
			.references(() => webhook.id, { onDelete: "cascade" }),
		type: text("type").notNull(),
		at: moment("at").notNull(),
		tenantId: uuid("tenant_id").$type<TenantId>(),
		/** Both null for a ping. */
		leaseId: uuid("lease_id").$type<LeaseId>(),
		leaseSeq: integer("lease_seq"),
		operationId: uuid("operation_id").$type<OperationId>(),
		data: jsonb("data").notNull().$type<Readonly<Record<string, unknown>>>(),
		attempts: integer("attempts").notNull().default(0),
		heldUntil: moment("held_until"),
		owedSince: moment("owed_since").notNull(),
		deliveredAt: moment("delivered_at"),
		abandonedAt: moment("abandoned_at"),
		lastStatus: integer("last_status"),
		lastError: text("last_error"),
	},
	(t) => [
		unique("webhook_delivery_event_key").on(t.webhookId, t.leaseId, t.leaseSeq, t.type),
		index("webhook_delivery_webhook_idx").on(t.webhookId, t.id),
		index("webhook_delivery_failed_idx").on(t.webhookId, t.id).where(sql`${t.deliveredAt} is null`),
	],
);

/** The log of tries. */
export const webhookAttempt = pgTable(
	"webhook_attempt",
	{
		id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
		deliveryId: uuid("delivery_id")
			.notNull()
			.$type<DeliveryId>()
			.references(() => webhookDelivery.id, { onDelete: "cascade" }),
		at: moment("at").notNull(),
		status: integer("status"),
		error: text("error"),
		durationMs: integer("duration_ms").notNull(),
		/** The first bytes of what was answered. */
		answer: text("answer"),
	},
	(t) => [index("webhook_attempt_idx").on(t.deliveryId, t.id)],
);
