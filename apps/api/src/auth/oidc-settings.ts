import type { MemberRole, Secret } from "@berth/core";
import { type Config, ConfigError } from "../config.ts";

/** An identity provider that people may sign in at. */
export interface OidcSettings {
	/** Without a slash at its end. */
	readonly issuer: string;
	readonly clientId: string;
	readonly clientSecret: Secret;
	/** What the button says. */
	readonly name: string;
	/** Whose addresses it may name, in small letters; empty for any. */
	readonly emailDomains: readonly string[];
	/** Where somebody without an account is let in; null lets nobody new in. */
	readonly newcomers: { readonly tenant: string; readonly role: MemberRole } | null;
}

/**
 * Reads the settings of the identity provider; null when none is named.
 *
 * Errors  ConfigError with everything that is wrong.
 */
export function oidcSettings(config: Config): OidcSettings | null {
	const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = config;
	if (issuer === null && clientId === null && clientSecret === null) return null;
	if (issuer === null || clientId === null || clientSecret === null)
		throw new ConfigError(["OIDC_ISSUER: with OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, all three are set or none"]);
	const { protocol, hostname } = new URL(issuer);
	if (protocol !== "https:" && !["localhost", "127.0.0.1", "[::1]"].includes(hostname))
		throw new ConfigError(["OIDC_ISSUER: must be an https URL, as who signs in is read from it"]);
	return {
		issuer,
		clientId,
		clientSecret,
		name: config.OIDC_NAME,
		emailDomains: config.OIDC_EMAIL_DOMAINS.map((domain) => domain.toLowerCase()),
		newcomers: config.OIDC_NEW_TENANT === null ? null : { tenant: config.OIDC_NEW_TENANT, role: config.OIDC_NEW_ROLE },
	};
}
