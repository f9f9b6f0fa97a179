import type { DeliveryRecord, WebhookAttempt, WebhookRecord } from "./webhook.ts";

/** The columns under the names of {@link WebhookRecord}. */
export const webhookFields = `
	webhook.id, webhook.tenant_id as "tenantId", webhook.url, webhook.description, webhook.types, webhook.enabled,
	webhook.disabled_because as "disabledBecause", webhook.secret_number as "secretNumber",
	case when webhook.previous_until > now() then webhook.previous_until end as "previousUntil", webhook.created_by as "createdBy",
	webhook.created_at as "createdAt", webhook.failing_since as "failingSince", webhook.tried_at as "triedAt",
	webhook.last_error as "lastError"`;

/** Those of {@link DeliveryRecord}; the lease's name is looked up. */
export const deliveryFields = `
	delivery.id, delivery.webhook_id as "webhookId", delivery.type, delivery.at, delivery.tenant_id as "tenantId",
	delivery.lease_id as "leaseId", (select name from lease where lease.id = delivery.lease_id) as "leaseName",
	delivery.lease_seq as "leaseSeq", delivery.operation_id as "operationId", delivery.data, delivery.attempts,
	delivery.delivered_at as "deliveredAt", delivery.abandoned_at as "abandonedAt", delivery.last_status as "lastStatus",
	delivery.last_error as "lastError"`;

export type WebhookRow = WebhookRecord & Record<string, unknown>;
export type DeliveryRow = DeliveryRecord & Record<string, unknown>;
export type AttemptRow = WebhookAttempt & Record<string, unknown>;

/** What of a webhook is an owner's own: `owner` is the SQL of the tenant's id, null for the installation. */
export const isOwn = (owner: string): string => `webhook.tenant_id is not distinct from ${owner}::uuid`;
