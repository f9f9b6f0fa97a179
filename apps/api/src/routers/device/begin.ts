import { strangerProcedure } from "../../trpc/people-procedures.ts";
import { beginInput } from "./inputs.ts";

/**
 * Begins the login of a program: it is told a key, good for nothing until somebody who is signed in confirms it, a code for them to
 * compare, and where they do so. Both secrets are in this answer and never in another one.
 *
 * Errors  RATE_LIMITED (`data.retryAfterMs`).
 */
export const begin = strangerProcedure.input(beginInput).mutation(async ({ ctx: { address, services }, input }) => {
	const { program, host, scopes, tenant } = input;
	const asked = { program, host: host ?? null, scopes, tenantWanted: tenant ?? null, address };
	const { deviceSecret, key, userCode, url, expiresAt, pollIntervalMs } = await services.deviceLogins.begin(asked);
	return {
		/** Asks `device.poll`. */
		deviceSecret: deviceSecret.reveal(),
		key: key.reveal(),
		userCode,
		/** Where the code is typed, and the same with the code in it. */
		url,
		urlWithCode: `${url}?code=${userCode}`,
		expiresAt: expiresAt.toISOString(),
		pollIntervalMs,
	};
});
