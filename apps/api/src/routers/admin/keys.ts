import { createKeyInput, keyListInput, ofKey, rotateKeyInput } from "../../keys/key-inputs.ts";
import { toShownKey } from "../../keys/key-view.ts";
import type { KeyPlace } from "../../keys/keys.ts";
import { listPage } from "../../keys/list-page.ts";
import { defined } from "../../trpc/defined.ts";
import { router } from "../../trpc/init.ts";
import { onceShown } from "../../trpc/once.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

const place = ({ principal, audit }: Required<Pick<KeyPlace, "principal" | "audit">>): KeyPlace => ({
	principal,
	audit,
	tenant: null,
	role: "owner",
});

/** Makes a key of the admin's own that is of no tenant. Its text is in this answer and never in another one. */
const create = adminProcedure("admin:write")
	.input(createKeyInput)
	.mutation(
		onceShown(async ({ ctx, input: { name, scopes, leaseIds, cidrs, expiresInDays } }) =>
			toShownKey(
				await ctx.services.keys.create(place(ctx), { name, scopes, leaseIds: leaseIds ?? null, cidrs: cidrs ?? null, days: expiresInDays }),
			),
		),
	);

/** A page of admins' keys, newest first. */
const list = adminProcedure("admin:read")
	.input(keyListInput)
	.query(({ ctx, input }) => listPage(ctx.services.keys, place(ctx), input));

/** Gives one's own key of admins another text and its days anew. The text of before works until the overlap ends. */
const rotate = adminProcedure("admin:write")
	.input(rotateKeyInput)
	.mutation(
		onceShown(async ({ ctx, input: { keyId, overlap, expiresInDays } }) =>
			toShownKey(await ctx.services.keys.rotate(place(ctx), keyId, defined({ overlapMs: overlap, days: expiresInDays }))),
		),
	);

/** Ends a key of admins and those that it made, at once. */
const revoke = adminProcedure("admin:write")
	.input(ofKey)
	.mutation(({ ctx, input }) => ctx.services.keys.revoke(place(ctx), input.keyId));

/** Keys of admins, which are of no tenant. A tenant's are looked after in the tenant. */
export const keysRouter = router({ create, list, rotate, revoke });
