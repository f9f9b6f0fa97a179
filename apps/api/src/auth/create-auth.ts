import { type Millis, newId, type Secret } from "@berth/core";
import type { AuditStore } from "@berth/db";
import type { Log } from "@berth/lease";
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { APIError, createAuthMiddleware } from "better-auth/api";
import type { KeptLimiters } from "../limits/kept-limits.ts";
import { createAuthAudit } from "./audit-hooks.ts";
import { OIDC_PROVIDER, oidcPlugin, oidcRules } from "./oidc.ts";
import type { OidcSettings } from "./oidc-settings.ts";
import { oneUseCodes } from "./one-use-codes.ts";
import { knownBrowserPlugin, type PasswordTries } from "./password-tries.ts";
import { pathLimits } from "./path-limits.ts";
import { secondFactorPlugin } from "./second-factor.ts";
import { signInLinkPlugin } from "./sign-in-link.ts";

export interface AuthOptions {
	readonly database: NonNullable<BetterAuthOptions["database"]>;
	readonly publicUrl: string;
	readonly secret: Secret;
	readonly sessionMs: Millis;
	readonly oidc: OidcSettings | null;
	/** Where it is written who signed in. */
	readonly audit: AuditStore;
	readonly log: Log;
	/** What counts guesses. */
	readonly limiters: KeptLimiters;
	readonly tries: PasswordTries;
}

/** What our own code does when the library has done something. */
export interface AuthHooks {
	/** What is known of a user, or of one of their sessions, is no longer true. */
	readonly changed: (userId: string) => void;
	/** The identity provider brought somebody who had no account. */
	readonly arrived: (userId: string) => Promise<void>;
}

/** Where the server writes the client's address for the library; a caller's own header of this name is overwritten. */
export const CLIENT_ADDRESS_HEADER = "x-berth-client-address";

/**
 * The auth library, set up: sessions in http-only cookies, passwords, links that work once, an identity provider if one is set, second
 * factors. Nobody can sign up by themselves. Nothing is mailed and nothing is reported home.
 */
export function createAuth(options: AuthOptions, hooks: AuthHooks) {
	const seconds = (ms: Millis) => Math.floor(ms / 1_000);
	const audit = createAuthAudit(options.audit, CLIENT_ADDRESS_HEADER, options.log);
	const signInPage = `${options.publicUrl}/sign-in`;
	return betterAuth({
		appName: "Berth",
		baseURL: options.publicUrl,
		basePath: "/api/auth",
		trustedOrigins: [options.publicUrl],
		secret: options.secret.reveal(),
		database: options.database,
		telemetry: { enabled: false },
		logger: { log: (level, message) => options.log[level]({ op: "auth", said: message }, "auth library") },
		onAPIError: { errorURL: signInPage },
		emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
		session: { expiresIn: seconds(options.sessionMs), disableSessionRefresh: true },
		user: {
			additionalFields: {
				isAdmin: { type: "boolean", input: false, defaultValue: false },
				suspendedAt: { type: "date", input: false, required: false },
			},
			validateUserInfo: oidcRules(options.oidc),
		},
		// By a verified address, to an account whose own address is verified: the library's rule, and what it must stay.
		account: { accountLinking: { enabled: true, trustedProviders: [], requireLocalEmailVerified: true, allowDifferentEmails: false } },
		rateLimit: pathLimits(options.limiters),
		advanced: {
			cookiePrefix: "berth",
			// As they are without being said, but where the library finds that it is being tested.
			disableOriginCheck: false,
			disableCSRFCheck: false,
			database: { generateId: () => newId() },
			useSecureCookies: options.publicUrl.startsWith("https:"),
			defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
			ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
		},
		hooks: {
			before: createAuthMiddleware(async (ctx) => {
				// A token that some other program was given is no sign-in here: the browser goes to the provider and back.
				if (typeof ctx.body === "object" && ctx.body !== null && "idToken" in ctx.body)
					throw new APIError("BAD_REQUEST", { code: "ID_TOKEN_NOT_SUPPORTED", message: "Tokens of others are not taken." });
			}),
		},
		databaseHooks: {
			user: {
				create: {
					after: async (user, ctx) => {
						if (ctx?.path === "/callback/:id" && ctx.params?.id === OIDC_PROVIDER) await hooks.arrived(user.id);
					},
				},
				update: { after: async (user) => hooks.changed(user.id) },
			},
			session: {
				create: {
					before: async (session, ctx) => {
						const user = await ctx?.context.internalAdapter.findUserById(session.userId);
						if (user && "suspendedAt" in user && user.suspendedAt !== null)
							throw new APIError("FORBIDDEN", { code: "account_suspended", message: "This account is suspended." });
					},
				},
				delete: {
					after: async (session, ctx) => {
						hooks.changed(session.userId);
						if (ctx?.path === "/sign-out") await audit.signedOut({ id: session.userId }, ctx.headers?.get(CLIENT_ADDRESS_HEADER) ?? null);
					},
				},
			},
		},
		// Their hooks run in this order: what comes last sees whether somebody is in, or was asked for more.
		plugins: [
			signInLinkPlugin(),
			oidcPlugin(options.oidc),
			options.tries.plugin,
			oneUseCodes(),
			secondFactorPlugin(`${signInPage}?step=second-factor`),
			knownBrowserPlugin(),
			{ id: "audit", hooks: { after: [{ matcher: () => true, handler: audit.after }] } },
		],
	});
}

export type Auth = ReturnType<typeof createAuth>;
