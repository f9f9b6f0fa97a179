import type { RegistryAuth } from "../spec.ts";

/** What the daemon hands on to a registry. It wants the header even when there is nothing to say; a server address alone says so. */
export const registryHeader = (domain: string, auth: RegistryAuth | undefined): string => encode(toAuthConfig(domain, auth));

/** What the daemon hands on to the registries that a build reads from, each its own. */
export const registriesHeader = (auths: ReadonlyMap<string, RegistryAuth>): string =>
	encode(Object.fromEntries([...auths].map(([domain, auth]) => [serverOf(domain), toAuthConfig(domain, auth)])));

/** What must not be seen in a daemon's or registry's words. */
export const secretsOf = (domain: string, auth: RegistryAuth | undefined): string[] =>
	auth ? [auth.password.reveal(), registryHeader(domain, auth)] : [];

const serverOf = (domain: string): string => (domain === "docker.io" ? "https://index.docker.io/v1/" : domain);

const toAuthConfig = (domain: string, auth: RegistryAuth | undefined): object => {
	const serveraddress = serverOf(domain);
	return auth ? { username: auth.username, password: auth.password.reveal(), serveraddress } : { serveraddress };
};

/** With its padding: a daemon that misses it reads no credentials at all, and says nothing of it. */
function encode(config: object): string {
	const text = Buffer.from(JSON.stringify(config)).toString("base64url");
	return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}
