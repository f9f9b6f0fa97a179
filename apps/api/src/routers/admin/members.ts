import { AppError } from "@berth/core";
import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { router } from "../../trpc/init.ts";
import { tenantId } from "../../trpc/inputs.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

const inviteInput = z.strictObject({
	tenantId,
	email: z.email().max(254),
	name: z.string().trim().min(1).max(100).optional(),
	role: z.enum(["owner", "member"]).default("member"),
});

const invite = adminProcedure("admin:write")
	.input(inviteInput)
	.mutation(async ({ ctx, input }) => {
		const { accounts, catalog, policy } = ctx.services;
		const tenant = await catalog.findTenant(input.tenantId);
		if (tenant === null) throw new AppError("NOT_FOUND");
		const { userId } = await accounts.ensureUser(defined({ email: input.email, name: input.name }));
		await catalog.addMember(tenant.id, userId, input.role);
		const link = await accounts.createSignInLink(input.email, policy.inviteLinkMs);
		return { url: link.url, expiresAt: link.expiresAt.toISOString() };
	});

/** Makes somebody a member of a tenant. The link is shown to the admin, to hand over as they like: nothing is mailed. */
export const membersRouter = router({ invite });
