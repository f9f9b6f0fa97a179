import { DAY, type DeliveryId, type Millis, type TenantId, type WebhookId } from "@berth/core";
import { auditDoc, auditInsert } from "../audit/audit-part.ts";
import { DELIVERY_MS } from "../callback/free-abandoned.ts";
import { type Queryable, rowsOf } from "../query.ts";
import { toText } from "../to-json.ts";
import { type DeliveryRow, deliveryFields } from "./rows.ts";
import type { TakenDelivery, WebhookStore } from "./webhook.ts";

/** A try that is not noted by then was a dead process's. */
const HELD_MS: Millis = 2 * DELIVERY_MS;
/** Nothing has arrived for so long: longer than any outage that somebody works on, and than a long weekend. */
const TURN_OFF_AFTER_MS: Millis = 5 * DAY;

const takeText = `
	with taken as (
		update webhook_delivery set attempts = attempts + 1, held_until = now() + $2::float8 * interval '1 ms'
		where id = $1 and delivered_at is null and abandoned_at is null and (held_until is null or held_until < now())
		returning *
	)
	select ${deliveryFields}, extract(epoch from now() - delivery.owed_since)::float8 * 1000 as "ageMs", webhook.url, webhook.enabled,
		webhook.secret_number as "secretNumber", webhook.tenant_id as "ownerId", coalesce(webhook.previous_until > now(), false) as "hasPrevious"
	from taken delivery join webhook on webhook.id = delivery.webhook_id`;

const noteText = `
	with before as materialized (
		select * from webhook where id = (select webhook_id from webhook_delivery where id = $1) for update
	), noted as (
		update webhook_delivery set
			held_until = null,
			last_status = $2::int,
			last_error = $3::text,
			delivered_at = case when $6 = 'delivered' then now() end,
			abandoned_at = case when $6 = 'abandoned' then now() end
		where id = $1
		returning id
	), logged as (
		insert into webhook_attempt (delivery_id, at, status, error, duration_ms, answer)
		select id, now(), $2::int, $3::text, $4::int, $5::text from noted where $4::int is not null
	), turned_off as (
		select before.* from before
		where before.enabled and $6 <> 'delivered' and before.failing_since < now() - $7::float8 * interval '1 ms'
	), health as (
		update webhook set
			tried_at = now(),
			last_error = $3::text,
			failing_since = case when $6 <> 'delivered' then coalesce(webhook.failing_since, now()) end,
			enabled = webhook.enabled and not exists (select from turned_off),
			disabled_because = case when exists (select from turned_off) then 'failing' else webhook.disabled_because end
		from before
		where webhook.id = before.id and $4::int is not null
	), audited as (
		${auditInsert("$8", { from: "turned_off", tenantId: "turned_off.tenant_id", kind: "'webhook'", id: "turned_off.id::text" })}
	)
	select exists (select from turned_off) as "turnedOff"`;

const byItself = auditDoc({
	actor: "berth",
	userId: null,
	keyId: null,
	tenantId: null,
	address: null,
	requestId: null,
	action: "webhook.turned_off",
});

type Taken = DeliveryRow & {
	readonly ageMs: number;
	readonly url: string;
	readonly enabled: boolean;
	readonly secretNumber: number;
	readonly ownerId: TenantId | null;
	readonly hasPrevious: boolean;
	readonly webhookId: WebhookId;
};

/** Takes one delivery. Concurrency: of all who want it one gets it, by its row. Cost: primary keys. */
export async function takeDelivery(db: Queryable, id: DeliveryId): Promise<TakenDelivery | null> {
	const [row] = await rowsOf<Taken>(db, takeText, [id, HELD_MS]);
	if (row === undefined) return null;
	const { ageMs, url, enabled, secretNumber, ownerId, hasPrevious, ...delivery } = row;
	const webhook = { id: row.webhookId, url, enabled, secretNumber, tenantId: ownerId };
	return { delivery, webhook, hasPrevious, ageMs: Math.max(0, ageMs) };
}

/** Notes one try, or with null that none was made, and how the webhook is. Cost: primary keys, one statement. */
export async function noteDelivery(
	db: Queryable,
	id: DeliveryId,
	tried: Parameters<WebhookStore["note"]>[1],
	end: Parameters<WebhookStore["note"]>[2],
): Promise<{ readonly turnedOff: boolean }> {
	const { status = null, error = null, durationMs = null, answer = null } = tried ?? {};
	const [row] = await rowsOf<{ turnedOff: boolean }>(db, noteText, [
		id,
		status,
		error,
		durationMs === null ? null : Math.round(durationMs),
		answer === null ? null : toText(answer),
		end,
		TURN_OFF_AFTER_MS,
		byItself,
	]);
	return { turnedOff: row?.turnedOff ?? false };
}
