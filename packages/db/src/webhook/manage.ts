import { AppError, type Millis, newId, type WebhookId } from "@berth/core";
import type { Audit } from "../audit/audit.ts";
import { auditDoc, auditInsert } from "../audit/audit-part.ts";
import { type Queryable, rowsOf } from "../query.ts";
import { assertRevision, revisionOf } from "../revision.ts";
import { toText } from "../to-json.ts";
import { isOwn, type WebhookRow, webhookFields } from "./rows.ts";
import type { NewWebhook, WebhookChange, WebhookEdited, WebhookOwner, WebhookRecord } from "./webhook.ts";

/** Of one owner. More: each event is matched with more of them. */
const OWN_MAX = 20;

/** The write, its row of the audit log, and what it made of the webhook. `$1` is the owner and `$2` the audit. */
const told = (write: string) => `
	with written as (${write}), audited as (
		${auditInsert("$2", { from: "written", tenantId: "written.tenant_id", kind: "'webhook'", id: "written.id::text" })}
	)
	select ${webhookFields} from written as webhook`;

const made = told(`
	insert into webhook (id, tenant_id, url, description, types, created_by)
	select $3::uuid, $1::uuid, $4::text, $5::text, $6::text[], $7::text
	where (select count(*) from webhook where ${isOwn("$1")}) < $8::int
	returning *`);
const edited = "jsonb_build_object('url', url, 'description', description, 'types', types, 'enabled', enabled)";
const changed = told(`
	update webhook set
		url = coalesce($4::text, url), description = coalesce($5::text, description), types = coalesce($6::text[], types),
		enabled = coalesce($7::boolean, enabled),
		disabled_because = case when coalesce($7::boolean, enabled) then null when $7 is not null then 'asked' else disabled_because end,
		failing_since = case when $7::boolean or $4::text is not null then null else failing_since end
	where id = $3::uuid and ${isOwn("$1")} and ($8::jsonb is null or ${edited} = $8::jsonb)
	returning *`);
const rotated = told(`
	update webhook set secret_number = secret_number + 1, previous_until = now() + $4::float8 * interval '1 ms'
	where id = $3::uuid and ${isOwn("$1")}
	returning *`);
const removed = told(`delete from webhook where id = $3::uuid and ${isOwn("$1")} returning *`);
const one = `select ${webhookFields} from webhook where id = $2::uuid and ${isOwn("$1")}`;
const all = `select ${webhookFields} from webhook where ${isOwn("$1")} order by id`;

const only = (rows: readonly WebhookRow[], id: WebhookId): WebhookRecord => {
	const [row] = rows;
	if (row === undefined) throw new AppError("NOT_FOUND", { data: { webhookId: id } });
	return row;
};

/** What an address says beside where it leads may be a secret of the receiver's. */
const placeOf = (url: string) => new URL(url).origin;

/** Reads the webhooks of an owner. Cost: they are few. */
export const listWebhooks = async (db: Queryable, { tenantId }: WebhookOwner): Promise<WebhookRecord[]> => [
	...(await rowsOf<WebhookRow>(db, all, [tenantId])),
];

/** Cost: the primary key. */
export const findWebhook = async (db: Queryable, { tenantId }: WebhookOwner, id: WebhookId): Promise<WebhookRecord | null> =>
	(await rowsOf<WebhookRow>(db, one, [tenantId, id]))[0] ?? null;

/** Errors  QUOTA_EXCEEDED. Two at the same time may both be the last one. */
export async function createWebhook(
	db: Queryable,
	{ tenantId }: WebhookOwner,
	{ url, description, types }: NewWebhook,
	by: string,
	audit?: Audit,
): Promise<WebhookRecord> {
	const doc = auditDoc(audit, { to: placeOf(url), types });
	const id = newId<WebhookId>();
	const [row] = await rowsOf<WebhookRow>(db, made, [tenantId, doc, id, url, toText(description), [...types], by, OWN_MAX]);
	if (row === undefined) throw new AppError("QUOTA_EXCEEDED", { data: { which: "webhooks", max: OWN_MAX } });
	return row;
}

/** What people edit of one: how it fares changes by itself. */
const editedOf = ({ url, description, types, enabled }: WebhookRecord): WebhookEdited => ({ url, description, types, enabled });

/** As whoever looks at it names it, to change what they have seen and nothing else. */
export const revisionOfWebhook = (webhook: WebhookRecord): string => revisionOf(editedOf(webhook));

/**
 * Changes what is given.
 *
 * Errors       NOT_FOUND; CONFLICT when it is not what `expectedRevision` says any more.
 * Concurrency  what was looked at is compared in the statement that writes: of two who saw the same one is refused.
 * Cost         the primary key; a read of it more where a revision is expected.
 */
export async function updateWebhook(
	db: Queryable,
	owner: WebhookOwner,
	id: WebhookId,
	change: WebhookChange,
	audit?: Audit,
	expectedRevision?: string,
): Promise<WebhookRecord> {
	const expected = expectedRevision === undefined ? null : await seen(db, owner, id, expectedRevision);
	const { tenantId } = owner;
	const { url, description, types, enabled } = change;
	const facts = { ...(url && { to: placeOf(url) }), ...(types && { types }), ...(enabled !== undefined && { enabled }) };
	const text = description === undefined ? null : toText(description);
	const values = [tenantId, auditDoc(audit, facts), id, url ?? null, text, types ? [...types] : null, enabled ?? null];
	const rows = await rowsOf<WebhookRow>(db, changed, [...values, expected && JSON.stringify(expected)]);
	// Somebody was faster, and what it is now is told; or it has gone.
	if (rows.length === 0 && expectedRevision !== undefined) await seen(db, owner, id, expectedRevision);
	return only(rows, id);
}

/** What is there, as it is expected. Errors  NOT_FOUND, CONFLICT. */
async function seen(db: Queryable, owner: WebhookOwner, id: WebhookId, expectedRevision: string): Promise<WebhookEdited> {
	const found = await findWebhook(db, owner, id);
	if (found === null) throw new AppError("NOT_FOUND", { data: { webhookId: id } });
	assertRevision(editedOf(found), expectedRevision);
	return editedOf(found);
}

/** Counts to the next secret. Errors  NOT_FOUND. Cost: the primary key. */
export const rotateWebhook = async (
	db: Queryable,
	{ tenantId }: WebhookOwner,
	id: WebhookId,
	overlapMs: Millis,
	audit?: Audit,
): Promise<WebhookRecord> => only(await rowsOf<WebhookRow>(db, rotated, [tenantId, auditDoc(audit, { overlapMs }), id, overlapMs]), id);

/** Errors  NOT_FOUND. Cost: all that it was told. */
export async function removeWebhook(db: Queryable, { tenantId }: WebhookOwner, id: WebhookId, audit?: Audit): Promise<void> {
	only(await rowsOf<WebhookRow>(db, removed, [tenantId, auditDoc(audit), id]), id);
}
