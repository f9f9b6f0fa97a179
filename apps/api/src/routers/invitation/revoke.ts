import { z } from "zod";
import { invitationId } from "../../trpc/inputs.ts";
import { ownerPersonProcedure } from "../../trpc/people-procedures.ts";

/** Takes an invitation back. Errors  NOT_FOUND; CONFLICT when it was accepted. */
export const revoke = ownerPersonProcedure.input(z.strictObject({ invitationId })).mutation(async ({ ctx, input: { invitationId } }) => {
	await ctx.services.people.revokeInvitation(ctx.tenant.id, invitationId, ctx.audit);
	return { invitationId };
});
