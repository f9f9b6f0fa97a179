import { createKeyInput } from "../../keys/key-inputs.ts";
import { toShownKey } from "../../keys/key-view.ts";
import { onceShown } from "../../trpc/once.ts";
import { tenantProcedure } from "../../trpc/procedures.ts";

/** Makes a key of the tenant's that can do no more than who makes it. Its text is in this answer and never in another one. */
export const create = tenantProcedure("write")
	.input(createKeyInput)
	.mutation(
		onceShown(async ({ ctx, input: { name, scopes, leaseIds, cidrs, expiresInDays } }) =>
			toShownKey(
				await ctx.services.keys.create(ctx, { name, scopes, leaseIds: leaseIds ?? null, cidrs: cidrs ?? null, days: expiresInDays }),
			),
		),
	);
