import type { RegistryAuth } from "../spec.ts";

/** What the daemon hands on to a registry. It wants the header even when there is nothing to say; a server address alone says so. */
export function registryHeader(domain: string, auth: RegistryAuth | undefined): string {
	const serveraddress = domain === "docker.io" ? "https://index.docker.io/v1/" : domain;
	const config = auth ? { username: auth.username, password: auth.password.reveal(), serveraddress } : { serveraddress };
	return Buffer.from(JSON.stringify(config)).toString("base64url");
}

/** What must not be seen in a daemon's or registry's words. */
export const secretsOf = (domain: string, auth: RegistryAuth | undefined): string[] =>
	auth ? [auth.password.reveal(), registryHeader(domain, auth)] : [];
