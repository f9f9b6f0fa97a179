import { createHash, randomBytes } from "node:crypto";
import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";

const body = z.strictObject({ token: z.string().min(1).max(128) });

/** What is kept of a token. Nobody guesses 256 bits, so a slow hash would only slow each sign-in. */
export const hashOfToken = (token: string): string => createHash("sha256").update(token).digest("base64url");

export const newToken = (): string => randomBytes(32).toString("base64url");

export const LINK_PREFIX = "sign-in-link:";

/** Under what name the library keeps a link until it is used. */
export const linkIdentifier = (token: string): string => `${LINK_PREFIX}${hashOfToken(token)}`;

/**
 * Signs in whoever posts the token of a link, once. Looking at a link uses nothing up, as mail scanners and previews look at all of
 * them: its page has a button, and the token stands behind the `#`, which no server and no log ever sees.
 */
export const signInLinkPlugin = () =>
	({
		id: "sign-in-link",
		endpoints: {
			signInLink: createAuthEndpoint("/sign-in/link", { method: "POST", body }, async (ctx) => {
				const { internalAdapter } = ctx.context;
				const held = await internalAdapter.consumeVerificationValue(linkIdentifier(ctx.body.token));
				const user = held !== null && held.expiresAt > new Date() ? await internalAdapter.findUserById(held.value) : null;
				if (user === null)
					throw new APIError("UNAUTHORIZED", { code: "INVALID_TOKEN", message: "This link was used already, or is over." });
				const session = await internalAdapter.createSession(user.id);
				await setSessionCookie(ctx, { session, user });
				return ctx.json({ ok: true });
			}),
		},
		// A token has 256 bits; this only keeps the database quiet.
		rateLimit: [{ pathMatcher: (path: string) => path === "/sign-in/link", window: 60, max: 30 }],
	}) satisfies BetterAuthPlugin;
