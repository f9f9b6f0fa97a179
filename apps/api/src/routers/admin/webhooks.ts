import { defined } from "../../trpc/defined.ts";
import { router } from "../../trpc/init.ts";
import { once, onceShown } from "../../trpc/once.ts";
import { adminProcedure } from "../../trpc/procedures.ts";
import { attemptsInput, createInput, deliveriesInput, keyedDelivery, keyedWebhook, ofWebhook, updateInput } from "../webhook/inputs.ts";

const installation = { tenantId: null };

const list = adminProcedure("admin:read").query(({ ctx }) => ctx.services.webhooks.list(installation));

const create = adminProcedure("admin:write")
	.input(createInput)
	.mutation(onceShown(({ ctx, input }) => ctx.services.webhooks.create(installation, input, ctx.audit)));

const update = adminProcedure("admin:write")
	.input(updateInput)
	.mutation(({ ctx, input: { webhookId, ...change } }) =>
		ctx.services.webhooks.update(installation, webhookId, defined(change), ctx.audit),
	);

const rotate = adminProcedure("admin:write")
	.input(keyedWebhook)
	.mutation(onceShown(({ ctx, input }) => ctx.services.webhooks.rotate(installation, input.webhookId, ctx.audit)));

const remove = adminProcedure("admin:write")
	.input(ofWebhook)
	.mutation(async ({ ctx, input }) => {
		await ctx.services.webhooks.remove(installation, input.webhookId, ctx.audit);
		return { ok: true };
	});

const deliveries = adminProcedure("admin:read")
	.input(deliveriesInput)
	.query(({ ctx, input: { webhookId, cursor, ...page } }) =>
		ctx.services.webhooks.deliveries(installation, webhookId, defined({ ...page, before: cursor })),
	);

const attempts = adminProcedure("admin:read")
	.input(attemptsInput)
	.query(({ ctx, input: { deliveryId, limit, cursor } }) =>
		ctx.services.webhooks.attempts(installation, deliveryId, defined({ limit, after: cursor })),
	);

const redeliver = adminProcedure("admin:write")
	.input(keyedDelivery)
	.mutation(once(({ ctx, input }) => ctx.services.webhooks.redeliver(installation, input.deliveryId, ctx.audit)));

const test = adminProcedure("admin:write")
	.input(keyedWebhook)
	.mutation(once(({ ctx, input }) => ctx.services.webhooks.test(installation, input.webhookId, ctx.audit)));

/** Webhooks of the installation: they are told of every tenant's leases. */
export const webhooksRouter = router({ list, create, update, rotate, remove, deliveries, attempts, redeliver, test });
