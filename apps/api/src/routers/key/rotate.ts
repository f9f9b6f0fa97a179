import { rotateKeyInput } from "../../keys/key-inputs.ts";
import { toShownKey } from "../../keys/key-view.ts";
import { defined } from "../../trpc/defined.ts";
import { onceShown } from "../../trpc/once.ts";
import { tenantProcedure } from "../../trpc/procedures.ts";

/** Gives one's own key another text and its days anew. The text of before works until the overlap ends. */
export const rotate = tenantProcedure("write")
	.input(rotateKeyInput)
	.mutation(
		onceShown(async ({ ctx, input: { keyId, overlap, expiresInDays } }) =>
			toShownKey(await ctx.services.keys.rotate(ctx, keyId, defined({ overlapMs: overlap, days: expiresInDays }))),
		),
	);
