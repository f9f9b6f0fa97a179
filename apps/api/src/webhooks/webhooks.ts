import { AppError, DAY, type DeliveryId, type Millis, type WebhookId } from "@berth/core";
import {
	type Audit,
	type DeliveryRecord,
	type NewWebhook,
	revisionOfWebhook,
	type WebhookAttempt,
	type WebhookChange,
	type WebhookOwner,
	type WebhookRecord,
	type WebhookStore,
} from "@berth/db";
import { webhookSecretOf } from "../callbacks/signature.ts";

/** How long the secret before signs, too: time enough to bring the new one to every receiver. */
const OVERLAP_MS: Millis = DAY;

const iso = (date: Date | null) => date?.toISOString() ?? null;

const viewOf = ({ secretNumber: _secretNumber, tenantId, ...webhook }: WebhookRecord) => ({
	...webhook,
	ofInstallation: tenantId === null,
	previousUntil: iso(webhook.previousUntil),
	createdAt: webhook.createdAt.toISOString(),
	failingSince: iso(webhook.failingSince),
	triedAt: iso(webhook.triedAt),
});

/** With the revision that whoever changes what they see here gives back. */
const toView = (webhook: WebhookRecord) => ({ ...viewOf(webhook), revision: revisionOfWebhook(webhook) });

const toDeliveryView = ({ deliveredAt, abandonedAt, ...delivery }: DeliveryRecord) => ({
	...delivery,
	at: delivery.at.toISOString(),
	state: deliveredAt ? ("delivered" as const) : abandonedAt ? ("abandoned" as const) : ("owed" as const),
	endedAt: iso(deliveredAt ?? abandonedAt),
});

const toAttemptView = ({ id: _id, ...attempt }: WebhookAttempt) => ({ ...attempt, at: attempt.at.toISOString() });

export type WebhookView = ReturnType<typeof toView>;
export type DeliveryView = ReturnType<typeof toDeliveryView>;
/** A webhook with its secret: shown when it is made, and never again. */
export interface NewSecret {
	readonly webhook: WebhookView;
	readonly secret: string;
}

/** Webhooks as their owners look after them. What is another's is NOT_FOUND. */
export interface Webhooks {
	list(owner: WebhookOwner): Promise<{ readonly webhooks: readonly WebhookView[] }>;
	create(owner: WebhookOwner, webhook: NewWebhook, audit: Audit): Promise<NewSecret>;
	/** Errors  CONFLICT when it is not what `expectedRevision` says any more. */
	update(owner: WebhookOwner, id: WebhookId, change: WebhookChange, audit: Audit, expectedRevision?: string): Promise<WebhookView>;
	rotate(owner: WebhookOwner, id: WebhookId, audit: Audit): Promise<NewSecret>;
	remove(owner: WebhookOwner, id: WebhookId, audit: Audit): Promise<void>;
	deliveries(
		owner: WebhookOwner,
		id: WebhookId,
		page: { readonly limit: number; readonly before?: DeliveryId; readonly failed?: boolean },
	): Promise<{ readonly deliveries: readonly DeliveryView[]; readonly next: string | null }>;
	attempts(
		owner: WebhookOwner,
		id: DeliveryId,
		page: { readonly limit: number; readonly after?: number },
	): Promise<{ readonly attempts: readonly ReturnType<typeof toAttemptView>[]; readonly next: string | null }>;
	redeliver(owner: WebhookOwner, id: DeliveryId, audit: Audit): Promise<DeliveryView>;
	test(owner: WebhookOwner, id: WebhookId, audit: Audit): Promise<DeliveryView>;
}

export function createWebhooks(store: WebhookStore, rootSecret: string): Webhooks {
	const withSecret = (webhook: WebhookRecord): NewSecret => ({
		webhook: toView(webhook),
		secret: webhookSecretOf(rootSecret, webhook.id, webhook.secretNumber),
	});
	return {
		list: async (owner) => ({ webhooks: (await store.list(owner)).map(toView) }),
		create: async (owner, webhook, audit) => withSecret(await store.create(owner, webhook, audit.actor, audit)),
		update: async (owner, id, change, audit, expectedRevision) => toView(await store.update(owner, id, change, audit, expectedRevision)),
		rotate: async (owner, id, audit) => withSecret(await store.rotate(owner, id, OVERLAP_MS, audit)),
		remove: (owner, id, audit) => store.remove(owner, id, audit),
		async deliveries(owner, id, { limit, ...page }) {
			if ((await store.find(owner, id)) === null) throw new AppError("NOT_FOUND");
			const found = await store.deliveries(owner, id, { ...page, limit: limit + 1 });
			const shown = found.slice(0, limit);
			return { deliveries: shown.map(toDeliveryView), next: found.length > limit ? (shown.at(-1)?.id ?? null) : null };
		},
		async attempts(owner, id, { limit, ...page }) {
			const found = await store.attempts(owner, id, { ...page, limit: limit + 1 });
			if (found === null) throw new AppError("NOT_FOUND");
			const shown = found.slice(0, limit);
			return { attempts: shown.map(toAttemptView), next: found.length > limit ? String(shown.at(-1)?.id) : null };
		},
		redeliver: async (owner, id, audit) => toDeliveryView(await store.redeliver(owner, id, audit)),
		test: async (owner, id, audit) => toDeliveryView(await store.ping(owner, id, audit)),
	};
}
