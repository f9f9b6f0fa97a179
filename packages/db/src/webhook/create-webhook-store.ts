import type { Connection } from "../connection.ts";
import { readDebts } from "../debts.ts";
import { listAttempts, listDeliveries, pingWebhook, redeliverWebhook } from "./deliveries.ts";
import { createWebhook, findWebhook, listWebhooks, removeWebhook, rotateWebhook, updateWebhook } from "./manage.ts";
import { tellStuck } from "./tell-stuck.ts";
import { noteDelivery, takeDelivery } from "./try.ts";
import type { WebhookStore } from "./webhook.ts";

export const createWebhookStore = ({ pool }: Pick<Connection, "pool">): WebhookStore => ({
	list: (owner) => listWebhooks(pool, owner),
	find: (owner, id) => findWebhook(pool, owner, id),
	create: (owner, webhook, by, audit) => createWebhook(pool, owner, webhook, by, audit),
	update: (owner, id, change, audit, expectedRevision) => updateWebhook(pool, owner, id, change, audit, expectedRevision),
	rotate: (owner, id, overlapMs, audit) => rotateWebhook(pool, owner, id, overlapMs, audit),
	remove: (owner, id, audit) => removeWebhook(pool, owner, id, audit),
	deliveries: (owner, id, page) => listDeliveries(pool, owner, id, page),
	attempts: (owner, id, page) => listAttempts(pool, owner, id, page),
	redeliver: (owner, id, audit) => redeliverWebhook(pool, owner, id, audit),
	ping: (owner, id, audit) => pingWebhook(pool, owner, id, audit),
	tellStuck: (fence, id, data) => tellStuck(pool, fence, id, data),
	debts: () => readDebts(pool, "webhook_delivery"),
	take: (id) => takeDelivery(pool, id),
	note: (id, tried, end) => noteDelivery(pool, id, tried, end),
});
