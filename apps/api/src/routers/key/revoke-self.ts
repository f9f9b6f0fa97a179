import { AppError } from "@berth/core";
import { ofKey } from "../../keys/key-inputs.ts";
import { anyoneProcedure } from "../../trpc/procedures.ts";

/**
 * Ends the key that asks and those that it made, whatever its scopes: a program that is done takes its own leave. Its id is said so that
 * nobody ends another one than they meant.
 *
 * Errors  NOT_FOUND for an id that is not the asking key's.
 */
export const revokeSelf = anyoneProcedure.input(ofKey).mutation(({ ctx: { principal, audit, services }, input: { keyId } }) => {
	if (principal.key?.id !== keyId) throw new AppError("NOT_FOUND", { message: "This is not the key that asks." });
	const [membership] = principal.memberships;
	// As a member it sees those of its owner alone.
	return services.keys.revoke({ principal, audit, tenant: membership?.tenant ?? null, role: "member" }, keyId);
});
