import { AppError, memberRoles } from "@berth/core";
import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { router } from "../../trpc/init.ts";
import { tenantId } from "../../trpc/inputs.ts";
import { onceShown, repeatable } from "../../trpc/once.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

const inviteInput = z.strictObject({
	tenantId,
	email: z.email().max(254),
	name: z.string().trim().min(1).max(100).optional(),
	role: z.enum(memberRoles).default("member"),
	...repeatable,
});

/** Puts somebody into a tenant at once. Who could not get in by themselves gets a link, which is shown this once. */
const invite = adminProcedure("admin:write")
	.input(inviteInput)
	.mutation(
		onceShown(async ({ ctx, input }) => {
			const { accounts, catalog, people, policy } = ctx.services;
			const tenant = await catalog.findTenant(input.tenantId);
			if (tenant === null) throw new AppError("NOT_FOUND");
			const { userId } = await accounts.ensureUser(defined({ email: input.email, name: input.name }));
			await catalog.addMember(tenant.id, userId, input.role, ctx.audit);
			accounts.forget(userId);
			const [{ hasPassword, isLinked }, user] = await Promise.all([accounts.waysIn(userId), people.findUser(userId)]);
			// An admin's link is asked for by name, and by a person.
			if (hasPassword || isLinked || user?.isAdmin !== false) return { userId, link: null };
			const link = await accounts.createSignInLink(input.email, policy.inviteLinkMs);
			return { userId, link: { url: link.url, expiresAt: link.expiresAt.toISOString() } };
		}),
	);

/**
 * Puts somebody into a tenant at once. Who could not get in by themselves gets a link that signs them in, shown to the admin to hand
 * over: nothing is mailed. Who has a password or comes from the identity provider gets none, as nobody but them should sign in as them.
 */
export const membersRouter = router({ invite });
