import type { BetterAuthOptions } from "better-auth";
import { type GenericOAuthConfig, genericOAuth } from "better-auth/plugins";
import type { OidcSettings } from "./oidc-settings.ts";

/** What accounts that came from the identity provider say; also the end of the path it sends people back to. */
export const OIDC_PROVIDER = "oidc";

type Validate = NonNullable<NonNullable<BetterAuthOptions["user"]>["validateUserInfo"]>;

/**
 * The identity provider, by the library's own plugin: the code flow with PKCE, a nonce, and an ID token whose signature, issuer and
 * audience are checked. What it is like is read from it when somebody first signs in there, and until that works: a provider that is
 * away at the start keeps nobody else out.
 */
export function oidcPlugin(settings: OidcSettings | null) {
	const config: GenericOAuthConfig[] = settings === null ? [] : [configOf(settings)];
	const plugin = genericOAuth({ config });
	return {
		...plugin,
		init: async ({ socialProviders }: Parameters<typeof plugin.init>[0]) => ({
			context: { socialProviders, genericOAuthPendingDiscovery: new Map(config.map((one) => [one.providerId, one])) },
		}),
	};
}

const configOf = (settings: OidcSettings): GenericOAuthConfig => ({
	providerId: OIDC_PROVIDER,
	name: settings.name,
	discoveryUrl: `${settings.issuer}/.well-known/openid-configuration`,
	clientId: settings.clientId,
	clientSecret: settings.clientSecret.reveal(),
	scopes: ["openid", "email", "profile"],
	pkce: true,
	requireIdTokenVerification: true,
	disableSignUp: settings.newcomers === null,
	mapProfileToUser: (profile) => ({ name: nameOf(profile) }),
});

const nameOf = (profile: Readonly<Record<string, unknown>>): string =>
	[profile.name, profile.preferred_username, profile.email].find((name) => typeof name === "string" && name.trim() !== "")?.toString() ??
	"";

/** Whom the identity provider may name at all. Somebody new, and a link to an account of ours, need an address that it has verified. */
export const oidcRules =
	(settings: OidcSettings | null): Validate =>
	({ user, source }) => {
		if (source.method !== "oauth" || settings === null) return;
		const domain = user.email?.toLowerCase().split("@").at(-1) ?? "";
		if (settings.emailDomains.length > 0 && !settings.emailDomains.includes(domain)) return { error: "email_domain_not_allowed" };
		if (source.action !== "sign-in" && user.emailVerified !== true) return { error: "email_not_verified" };
		return;
	};
