import { AppError } from "@berth/core";
import { z } from "zod";
import { hashOfToken } from "../../auth/sign-in-link.ts";
import { token } from "../../trpc/inputs.ts";
import { strangerProcedure } from "../../trpc/people-procedures.ts";

/**
 * What a link invites to, for whoever holds it; looking uses nothing up. `isKnown` says whether the address has an account, whose owner
 * signs in to accept; else an account is made. It changes nothing, and is posted all the same: what stands in an address ends up in logs.
 *
 * Errors  NOT_FOUND when it was used, was taken back, or is over.
 */
export const get = strangerProcedure.input(z.strictObject({ token })).mutation(async ({ ctx, input }) => {
	const [found, principal] = await Promise.all([ctx.services.people.findInvitation(hashOfToken(input.token)), ctx.findPrincipal()]);
	if (found === null) throw new AppError("NOT_FOUND", { message: "This invitation was used, was taken back, or is over." });
	const { tenantName, email, role, invitedBy, isKnown, expiresAt } = found;
	return {
		tenant: tenantName,
		email,
		role,
		invitedBy,
		isKnown,
		expiresAt: expiresAt.toISOString(),
		/** Who would accept it now; null for nobody who is signed in. */
		signedInAs: principal !== null && principal.key === null ? principal.email : null,
	};
});
