import { adminWebhookEventTypes, type DeliveryId, type WebhookId, webhookEventTypes } from "@berth/core";
import { z } from "zod";
import { expectedRevision, page } from "../../trpc/inputs.ts";
import { repeatable } from "../../trpc/once.ts";

const id = z.uuid({ error: "must be an id" });
const webhookId = id.transform((value) => value as WebhookId);
const deliveryId = id.transform((value) => value as DeliveryId);

const url = z
	.url({ protocol: /^https?$/ })
	.max(2048)
	// They would stand in lists and logs.
	.refine((text) => URL.canParse(text) && new URL(text).username === "" && new URL(text).password === "", {
		error: "must hold no name and no password",
	});
const description = z.string().trim().max(200);
const typesOf = <const T extends readonly string[]>(known: T) =>
	z
		.array(z.enum(known))
		.min(1, { error: "name at least one event" })
		.transform((all) => [...new Set(all)]);
const types = typesOf(webhookEventTypes);
const adminTypes = typesOf(adminWebhookEventTypes);

export const createInput = z.strictObject({ url, description: description.default(""), types, ...repeatable });
export const updateInput = z.strictObject({
	webhookId,
	url: url.optional(),
	description: description.optional(),
	types: types.optional(),
	enabled: z.boolean().optional(),
	expectedRevision,
});
/** The same for webhooks of the installation, which can be told of more. */
export const adminCreateInput = createInput.extend({ types: adminTypes });
export const adminUpdateInput = updateInput.extend({ types: adminTypes.optional() });
export const ofWebhook = z.strictObject({ webhookId });
export const keyedWebhook = z.strictObject({ webhookId, ...repeatable });
export const keyedDelivery = z.strictObject({ deliveryId, ...repeatable });
export const deliveriesInput = z.strictObject({
	webhookId,
	limit: page.limit,
	cursor: deliveryId.optional(),
	/** Only what has not arrived. */
	failed: z.boolean().optional(),
});
export const attemptsInput = z.strictObject({
	deliveryId,
	limit: page.limit,
	cursor: z
		.string()
		.regex(/^\d{1,15}$/, { error: "must be the `next` of a page" })
		.transform(Number)
		.optional(),
});
