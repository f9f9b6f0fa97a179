import { defined } from "../../trpc/defined.ts";
import { router } from "../../trpc/init.ts";
import { once, onceShown } from "../../trpc/once.ts";
import { adminProcedure } from "../../trpc/procedures.ts";
import {
	adminCreateInput,
	adminUpdateInput,
	attemptsInput,
	deliveriesInput,
	keyedDelivery,
	keyedWebhook,
	ofWebhook,
} from "../webhook/inputs.ts";

const installation = { tenantId: null };

/** The webhooks of the installation, oldest first; without their secrets, which are shown once. */
const list = adminProcedure("admin:read").query(({ ctx }) => ctx.services.webhooks.list(installation));

/** Tells an address of events of every tenant from now on. The secret is shown this once. */
const create = adminProcedure("admin:write")
	.input(adminCreateInput)
	.mutation(onceShown(({ ctx, input }) => ctx.services.webhooks.create(installation, input, ctx.audit)));

/**
 * Changes where it leads, what it is told, or whether it is told anything. What is not given stays. Errors  CONFLICT when it is not what
 * `expectedRevision` says any more.
 */
const update = adminProcedure("admin:write")
	.input(adminUpdateInput)
	.mutation(({ ctx, input: { webhookId, expectedRevision, ...change } }) =>
		ctx.services.webhooks.update(installation, webhookId, defined(change), ctx.audit, expectedRevision),
	);

/** Gives it the next secret, shown this once. For a day the one before signs, too. */
const rotate = adminProcedure("admin:write")
	.input(keyedWebhook)
	.mutation(onceShown(({ ctx, input }) => ctx.services.webhooks.rotate(installation, input.webhookId, ctx.audit)));

/** Removes it with the log of what it was told. */
const remove = adminProcedure("admin:write")
	.input(ofWebhook)
	.mutation(async ({ ctx, input }) => {
		await ctx.services.webhooks.remove(installation, input.webhookId, ctx.audit);
		return { ok: true };
	});

/** What it was told, newest first. */
const deliveries = adminProcedure("admin:read")
	.input(deliveriesInput)
	.query(({ ctx, input: { webhookId, cursor, ...page } }) =>
		ctx.services.webhooks.deliveries(installation, webhookId, defined({ ...page, before: cursor })),
	);

/** The tries of one delivery, oldest first, with the first bytes of what was answered. */
const attempts = adminProcedure("admin:read")
	.input(attemptsInput)
	.query(({ ctx, input: { deliveryId, limit, cursor } }) =>
		ctx.services.webhooks.attempts(installation, deliveryId, defined({ limit, after: cursor })),
	);

/** Sends an event again, under the id it has. */
const redeliver = adminProcedure("admin:write")
	.input(keyedDelivery)
	.mutation(once(({ ctx, input }) => ctx.services.webhooks.redeliver(installation, input.deliveryId, ctx.audit)));

/** Sends a ping; how that went is in the deliveries. */
const test = adminProcedure("admin:write")
	.input(keyedWebhook)
	.mutation(once(({ ctx, input }) => ctx.services.webhooks.test(installation, input.webhookId, ctx.audit)));

/** Webhooks of the installation: they are told of every tenant's leases. */
export const webhooksRouter = router({ list, create, update, rotate, remove, deliveries, attempts, redeliver, test });
