import { createHash } from "node:crypto";
import { AppError, DAY, MINUTE, type Millis, newId } from "@berth/core";
import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthMiddleware, getSessionFromCtx } from "better-auth/api";
import { RateLimiterRes } from "rate-limiter-flexible";
import type { KeptLimiters } from "../limits/kept-limits.ts";

export interface PasswordTries {
	readonly plugin: BetterAuthPlugin;
	/** Counts a try of somebody who is signed in. Errors  RATE_LIMITED. */
	charge(userId: string): Promise<void>;
}

const WINDOW_MS: Millis = 15 * MINUTE;
/** Fewer: people who mistype wait. More: a guesser with many addresses gets as many. */
const TRIES = { stranger: 30, known: 10 };
const KNOWN_MS: Millis = 180 * DAY;

const confirms = new Set(["/two-factor/enable", "/two-factor/disable", "/two-factor/generate-backup-codes"]);

type Ctx = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/**
 * Bounds how often the password of one account is tried, from however many addresses. Whoever tries from a browser that somebody signed
 * in to that account with is counted by themselves: so nobody who guesses keeps out the one who knows it. A link or the identity
 * provider lets them in besides, from wherever they are.
 *
 * Counted for all processes together, across their restarts.
 *
 * Source  OWASP, Slow Down Online Guessing Attacks with Device Cookies.
 */
export function createPasswordTries(kept: KeptLimiters): PasswordTries {
	const limiters = {
		stranger: kept("passwords:stranger", TRIES.stranger, WINDOW_MS),
		known: kept("passwords:known", TRIES.known, WINDOW_MS),
	};
	type Counted = readonly [keyof typeof limiters, string];

	/** Before the password is looked at: of a thousand who try at once most would else be let through. */
	async function take([who, key]: Counted): Promise<Millis | null> {
		try {
			await limiters[who].consume(key);
			return null;
		} catch (over) {
			if (!(over instanceof RateLimiterRes)) throw over;
			return Math.max(1, over.msBeforeNext);
		}
	}
	async function takeOrRefuse(counted: Counted): Promise<void> {
		const waitMs = await take(counted);
		if (waitMs === null) return;
		const message = "This account's password was tried too often. Wait, or come in by another way.";
		throw new APIError("TOO_MANY_REQUESTS", { code: "TOO_MANY_TRIES", message }, { "x-retry-after": String(Math.ceil(waitMs / 1_000)) });
	}
	const giveBack = ([who, key]: Counted) => limiters[who].reward(key);

	const plugin: BetterAuthPlugin = {
		id: "password-tries",
		hooks: {
			before: [
				{
					matcher: ({ path }) => path === "/sign-in/email",
					handler: createAuthMiddleware(async (ctx) => {
						const email = emailIn(ctx.body);
						if (email !== null) await takeOrRefuse(await countedAs(ctx, email));
					}),
				},
				{
					matcher: ({ path }) => confirms.has(path ?? ""),
					handler: createAuthMiddleware(async (ctx) => {
						const session = await getSessionFromCtx(ctx);
						if (session) await takeOrRefuse(["known", session.user.id]);
					}),
				},
			],
			after: [
				{
					// Before the second factor is asked for: that the password was right is all that is said here.
					matcher: ({ path }) => path === "/sign-in/email",
					handler: createAuthMiddleware(async (ctx) => {
						const email = emailIn(ctx.body);
						if (email !== null && ctx.context.newSession) await giveBack(await countedAs(ctx, email));
					}),
				},
				{
					matcher: ({ path }) => confirms.has(path ?? ""),
					handler: createAuthMiddleware(async (ctx) => {
						const { session, returned } = ctx.context;
						if (session && !(returned instanceof Error)) await giveBack(["known", session.user.id]);
					}),
				},
			],
		},
	};

	return {
		plugin,
		async charge(userId) {
			const waitMs = await take(["known", userId]);
			if (waitMs === null) return;
			const data = { which: "caller", retryAfterMs: waitMs };
			throw new AppError("RATE_LIMITED", { message: "The present password was tried too often; wait a while.", data });
		},
	};
}

/** Remembers the browser of whoever has signed in, once the second factor was given: the last of the plugins' hooks. */
export const knownBrowserPlugin = (): BetterAuthPlugin => ({
	id: "known-browser",
	hooks: {
		after: [
			{
				matcher: () => true,
				handler: createAuthMiddleware(async (ctx) => {
					const { newSession } = ctx.context;
					if (!newSession) return;
					const { name, attributes } = cookieOf(ctx);
					const known = `${nameOf(newSession.user.email)}.${newId()}`;
					// A browser that is known stays the one it is.
					const held = await ctx.getSignedCookie(name, ctx.context.secret);
					if (typeof held === "string" && held.startsWith(`${nameOf(newSession.user.email)}.`)) return;
					await ctx.setSignedCookie(name, known, ctx.context.secret, attributes);
				}),
			},
		],
	},
});

async function countedAs(ctx: Ctx, email: string): Promise<readonly ["stranger" | "known", string]> {
	const held = await ctx.getSignedCookie(cookieOf(ctx).name, ctx.context.secret);
	return typeof held === "string" && held.startsWith(`${nameOf(email)}.`) ? ["known", held] : ["stranger", nameOf(email)];
}

const cookieOf = (ctx: Ctx) => ctx.context.createAuthCookie("known_browser", { maxAge: KNOWN_MS / 1_000 });

/** Of one length, however long what was typed is. */
const nameOf = (email: string): string => createHash("sha256").update(email.toLowerCase()).digest("base64url");

const emailIn = (body: unknown): string | null =>
	typeof body === "object" && body !== null && "email" in body && typeof body.email === "string" ? body.email : null;
