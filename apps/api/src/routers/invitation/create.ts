import { type InvitationId, memberRoles, newId } from "@berth/core";
import { z } from "zod";
import { hashOfToken, newToken } from "../../auth/sign-in-link.ts";
import { onceShown, repeatable } from "../../trpc/once.ts";
import { ownerPersonProcedure } from "../../trpc/people-procedures.ts";
import { toInvitationView } from "./view.ts";

/**
 * Asks somebody in. Nothing is mailed: the link is shown this once, to hand over. Who has an account at the address accepts by signing
 * in as always; else whoever holds the link makes one. It signs nobody in, and says nothing of whether the address is known.
 *
 * Errors  QUOTA_EXCEEDED when too many are open.
 */
export const create = ownerPersonProcedure
	.input(z.strictObject({ email: z.email().max(254), role: z.enum(memberRoles).default("member"), ...repeatable }))
	.mutation(
		onceShown(async ({ ctx, input }) => {
			const { people, policy } = ctx.services;
			const token = newToken();
			const made = await people.invite(
				{
					id: newId<InvitationId>(),
					tenantId: ctx.tenant.id,
					email: input.email.toLowerCase(),
					role: input.role,
					tokenHash: hashOfToken(token),
					invitedBy: ctx.principal.userId,
					forMs: policy.inviteLinkMs,
				},
				ctx.audit,
			);
			return { ...toInvitationView(made), url: `${policy.publicUrl}/invitation#token=${token}` };
		}),
	);
