import { AppError, newId } from "@berth/core";
import { z } from "zod";
import { hashOfToken } from "../../auth/sign-in-link.ts";
import { withAudit } from "../../trpc/audit-of.ts";
import { token } from "../../trpc/inputs.ts";
import { strangerProcedure } from "../../trpc/people-procedures.ts";

const account = z.strictObject({
	name: z.string().trim().min(1).max(100),
	password: z.string().min(12, { error: "at least 12 characters" }).max(128),
});

/**
 * Accepts an invitation, once. Who is signed in accepts for their own address, and for no other. Who is not makes an account for an
 * address that has none, by a name and a password; it is signed in to like any other.
 *
 * Errors  NOT_FOUND when it was used, was taken back, or is over; FORBIDDEN for another's account; UNAUTHENTICATED when the address has
 *         an account and nobody is signed in; BAD_INPUT without what an account needs; CONFLICT when another made the account meanwhile.
 */
export const accept = strangerProcedure
	.input(z.strictObject({ token, account: account.optional() }))
	.mutation(async ({ ctx, input, path }) => {
		const { people, accounts } = ctx.services;
		const tokenHash = hashOfToken(input.token);
		const principal = await ctx.findPrincipal();
		if (principal !== null) {
			if (principal.key !== null)
				throw new AppError("FORBIDDEN", { message: "No API key accepts an invitation, but a person who is signed in." });
			const accepted = await people.acceptInvitation(tokenHash, principal.userId, withAudit(ctx, path, { principal }).audit);
			accounts.forget(principal.userId);
			return { tenant: { id: accepted.tenantId, name: accepted.tenantName }, email: accepted.email, role: accepted.role, isNew: false };
		}
		// Before the password, which takes long to hash, is looked at.
		const found = await people.findInvitation(tokenHash);
		if (found === null) throw new AppError("NOT_FOUND", { message: "This invitation was used, was taken back, or is over." });
		if (found.isKnown)
			throw new AppError("UNAUTHENTICATED", { message: "This address has an account: sign in, then accept the invitation." });
		if (input.account === undefined)
			throw new AppError("BAD_INPUT", { message: "A name and a password are needed for the new account.", data: { field: "account" } });
		const { name, password } = input.account;
		const made = await people.acceptAsNew(
			tokenHash,
			{
				userId: newId(),
				accountId: newId(),
				name,
				passwordHash: await accounts.hashPassword(password),
			},
			{ actor: "nobody", userId: null, keyId: null, tenantId: null, address: ctx.address, requestId: ctx.requestId, action: path },
		);
		return { tenant: { id: made.tenantId, name: made.tenantName }, email: made.email, role: made.role, isNew: true };
	});
