import { prefixOfKey } from "../../keys/key-text.ts";
import { strangerProcedure } from "../../trpc/people-procedures.ts";
import { pollInput } from "./inputs.ts";

/**
 * Says how the login of a program stands, by the secret that it was told: `pending`, `slow_down` to who asks before `pollIntervalMs` are
 * over, `denied`, `expired`, or `confirmed` with the key, which works from then on. It may be asked again after that, for a day.
 *
 * Errors  NOT_FOUND for what is no secret of a login (any more).
 */
export const poll = strangerProcedure.input(pollInput).mutation(async ({ ctx, input: { deviceSecret } }) => {
	const { state, isTooSoon, key, pollIntervalMs } = await ctx.services.deviceLogins.poll(deviceSecret);
	const status = state === "pending" && isTooSoon ? ("slow_down" as const) : state;
	return {
		status,
		pollIntervalMs,
		/** Null until it is confirmed. */
		key: key && { ...key, prefix: prefixOfKey(key.id), expiresAt: key.expiresAt.toISOString() },
	};
});
