import { createHash } from "node:crypto";
import { MINUTE } from "@berth/core";
import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthMiddleware, getSessionFromCtx } from "better-auth/api";

const VERIFY = "/two-factor/verify-totp";
/** The library takes the code of the half minute before and after, too; a code is so long gone by then. */
const KEPT_MS = 5 * MINUTE;

type Ctx = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/**
 * Takes a time-based code once: who looked over a shoulder has half a minute to use it again. It is taken before it is looked at, by a
 * row of its own, so that of two who send it at once one gets on; a wrong one is taken in vain.
 *
 * Source  RFC 6238, 5.2.
 */
export const oneUseCodes = () =>
	({
		id: "one-use-codes",
		hooks: {
			before: [
				{
					matcher: ({ path }) => path === VERIFY,
					handler: createAuthMiddleware(async (ctx) => {
						const userId = await whoseCode(ctx);
						const code: unknown = ctx.body?.code;
						// What the library makes of it is for the library to say.
						if (userId === null || typeof code !== "string") return;
						const identifier = `used-code:${createHash("sha256").update(`${userId} ${code.trim()}`).digest("base64url")}`;
						const { internalAdapter, adapter } = ctx.context;
						await adapter.deleteMany({
							model: "verification",
							where: [
								{ field: "identifier", value: identifier },
								{ field: "expiresAt", value: new Date(), operator: "lt" },
							],
						});
						const isFirst = await internalAdapter.reserveVerificationValue({
							identifier,
							value: userId,
							expiresAt: new Date(Date.now() + KEPT_MS),
						});
						if (!isFirst)
							throw new APIError("UNAUTHORIZED", { code: "INVALID_CODE", message: "This code was used already; wait for the next one." });
					}),
				},
			],
		},
	}) satisfies BetterAuthPlugin;

/** Who is signed in, or else who was asked for a code; as the library itself finds it. */
async function whoseCode(ctx: Ctx): Promise<string | null> {
	const session = await getSessionFromCtx(ctx);
	if (session) return session.user.id;
	const { name } = ctx.context.createAuthCookie("two_factor");
	const asked = await ctx.getSignedCookie(name, ctx.context.secret);
	return asked ? ((await ctx.context.internalAdapter.findVerificationValue(asked))?.value ?? null) : null;
}
