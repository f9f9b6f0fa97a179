import { AppError, type DeliveryId, WEBHOOK_PING, type WebhookId } from "@berth/core";
import type { Audit } from "../audit/audit.ts";
import { auditDoc, auditInsert } from "../audit/audit-part.ts";
import { newUuid } from "../new-uuid.ts";
import { parameters, type Queryable, rowsOf } from "../query.ts";
import { type AttemptRow, type DeliveryRow, deliveryFields, isOwn } from "./rows.ts";
import { queueWebhook } from "./task.ts";
import type { DeliveryRecord, WebhookAttempt, WebhookOwner, WebhookStore } from "./webhook.ts";

const attemptsText = `
	select webhook_attempt.id, webhook_attempt.at, status, error, duration_ms as "durationMs", answer
	from webhook_attempt
	where delivery_id = $2::uuid and webhook_attempt.id > $3::bigint and exists (
		select from webhook_delivery delivery join webhook on webhook.id = delivery.webhook_id where delivery.id = $2::uuid and ${isOwn("$1")}
	)
	order by webhook_attempt.id limit $4`;

/** What is owed by hand, its job and its row of the audit log. `$2` is the audit. */
const owedText = (write: string) => `
	with owed as (${write}), queued as (
		select ${queueWebhook("owed.id", "owed.webhook_id")} from owed
	), audited as (
		${auditInsert("$2", {
			from: "owed join webhook on webhook.id = owed.webhook_id",
			tenantId: "webhook.tenant_id",
			kind: "'webhook'",
			id: "webhook.id::text",
		})}
	)
	select ${deliveryFields}, (select count(*) from queued) from owed as delivery`;

const again = owedText(`
	update webhook_delivery set delivered_at = null, abandoned_at = null, owed_since = now()
	from webhook
	where webhook_delivery.id = $3::uuid and webhook.id = webhook_delivery.webhook_id and ${isOwn("$1")}
	returning webhook_delivery.*`);
const pinged = owedText(`
	insert into webhook_delivery (id, webhook_id, type, at, tenant_id, data, owed_since)
	select ${newUuid}, webhook.id, '${WEBHOOK_PING}', statement_timestamp(), webhook.tenant_id, '{}'::jsonb, statement_timestamp()
	from webhook where webhook.id = $3::uuid and ${isOwn("$1")}
	returning *`);

/** Reads what a webhook was told, newest first. Cost: the page, by webhook_delivery_webhook_idx or webhook_delivery_failed_idx; no lock. */
export async function listDeliveries(
	db: Queryable,
	{ tenantId }: WebhookOwner,
	id: WebhookId,
	{ limit, before, failed }: Parameters<WebhookStore["deliveries"]>[2],
): Promise<DeliveryRecord[]> {
	const { values, of: p } = parameters();
	const webhookId = p(id);
	const where = [
		`delivery.webhook_id = ${webhookId}::uuid`,
		`exists (select from webhook where webhook.id = ${webhookId}::uuid and ${isOwn(p(tenantId))})`,
		...(before === undefined ? [] : [`delivery.id < ${p(before)}::uuid`]),
		...(failed ? ["delivery.delivered_at is null"] : []),
	];
	const text = `select ${deliveryFields} from webhook_delivery delivery where ${where.join(" and ")} order by delivery.id desc limit ${p(limit)}`;
	return [...(await rowsOf<DeliveryRow>(db, text, values))];
}

const ownText = `
	select 1 as found from webhook_delivery delivery join webhook on webhook.id = delivery.webhook_id
	where delivery.id = $2::uuid and ${isOwn("$1")}`;

/** Reads the tries of one, oldest first; null when there is no such delivery, or it is another owner's. Cost: webhook_attempt_idx; no lock. */
export async function listAttempts(
	db: Queryable,
	{ tenantId }: WebhookOwner,
	id: DeliveryId,
	{ limit, after = 0 }: { readonly limit: number; readonly after?: number },
): Promise<WebhookAttempt[] | null> {
	const found = await rowsOf<AttemptRow>(db, attemptsText, [tenantId, id, after, limit]);
	if (found.length === 0 && (await rowsOf(db, ownText, [tenantId, id])).length === 0) return null;
	return [...found];
}

/** Owes one anew. Errors  NOT_FOUND. Cost: the primary key and one job. */
export async function redeliverWebhook(db: Queryable, { tenantId }: WebhookOwner, id: DeliveryId, audit?: Audit): Promise<DeliveryRecord> {
	const [row] = await rowsOf<DeliveryRow>(db, again, [tenantId, auditDoc(audit, { deliveryId: id }), id]);
	if (row === undefined) throw new AppError("NOT_FOUND", { data: { deliveryId: id } });
	return row;
}

/** Owes a ping. Errors  NOT_FOUND. */
export async function pingWebhook(db: Queryable, { tenantId }: WebhookOwner, id: WebhookId, audit?: Audit): Promise<DeliveryRecord> {
	const [row] = await rowsOf<DeliveryRow>(db, pinged, [tenantId, auditDoc(audit), id]);
	if (row === undefined) throw new AppError("NOT_FOUND", { data: { webhookId: id } });
	return row;
}
