import { type Millis, newId, type Secret } from "@berth/core";
import type { Log } from "@berth/lease";
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { magicLink } from "better-auth/plugins";
import { z } from "zod";

export interface AuthOptions {
	readonly database: NonNullable<BetterAuthOptions["database"]>;
	readonly publicUrl: string;
	readonly secret: Secret;
	readonly sessionMs: Millis;
	readonly log: Log;
}

/** Where the server writes the client's address for the library; a caller's own header of this name is overwritten. */
export const CLIENT_ADDRESS_HEADER = "x-berth-client-address";

/** What our own code asks of a sign-in link beside the address. */
const linkRequest = z.object({ nonce: z.string(), forMs: z.number().positive() });

/**
 * The auth library, set up: sessions in http-only cookies, passwords, and sign-in links that work once. Nobody can sign up;
 * people are made by an admin. Nothing is mailed and nothing is reported home.
 *
 * `onLink` gets each link that our own code asked for, to hand to the admin.
 */
export function createAuth(options: AuthOptions, onLink: (nonce: string, url: string) => void) {
	const seconds = (ms: Millis) => Math.floor(ms / 1_000);
	return betterAuth({
		appName: "Berth",
		baseURL: options.publicUrl,
		basePath: "/api/auth",
		trustedOrigins: [options.publicUrl],
		secret: options.secret.reveal(),
		database: options.database,
		telemetry: { enabled: false },
		logger: { log: (level, message) => options.log[level]({ op: "auth", said: message }, "auth library") },
		emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
		session: { expiresIn: seconds(options.sessionMs), disableSessionRefresh: true },
		user: { additionalFields: { isAdmin: { type: "boolean", input: false, defaultValue: false } } },
		// In memory: a second process doubles what may be tried, which is still little.
		rateLimit: { enabled: true, window: 60, max: 300, customRules: { "/sign-in/email": { window: 60, max: 10 } } },
		advanced: {
			cookiePrefix: "berth",
			database: { generateId: () => newId() },
			useSecureCookies: options.publicUrl.startsWith("https:"),
			defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
			ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
		},
		databaseHooks: {
			verification: {
				create: {
					// Each link says how long it works; the plugin knows one span for all.
					before: async (verification, context) => {
						const asked = linkRequest.safeParse(context?.body?.metadata);
						return { data: asked.success ? { ...verification, expiresAt: new Date(Date.now() + asked.data.forMs) } : verification };
					},
				},
			},
		},
		plugins: [
			magicLink({
				disableSignUp: true,
				storeToken: "hashed",
				// A token has 190 bits; this only keeps the log quiet.
				rateLimit: { window: 60, max: 30 },
				sendMagicLink: ({ url, metadata }) => {
					const asked = linkRequest.safeParse(metadata);
					if (asked.success) onLink(asked.data.nonce, url);
				},
			}),
		],
	});
}
