import { ownerPersonProcedure } from "../../trpc/people-procedures.ts";
import { toInvitationView } from "./view.ts";

/** Who was asked in and has not come yet, newest first. */
export const list = ownerPersonProcedure.query(async ({ ctx }) => ({
	invitations: (await ctx.services.people.listInvitations(ctx.tenant.id)).map(toInvitationView),
}));
