const NAME_MAX = 253;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Whether a text is the full name of a host as it may stand in a routing rule: lower case, at least two labels, no scheme, port,
 * path or wildcard, and no address.
 */
export function isHostName(text: string): boolean {
	const labels = text.split(".");
	return text.length <= NAME_MAX && labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? "");
}

export type DomainFault = "malformed" | "reserved";

/** What keeps a tenant's domain from being routed; null when nothing does. Names at or under the wildcard domain are given out by us. */
export function domainFault(domain: string, wildcardDomain: string): DomainFault | null {
	if (!isHostName(domain)) return "malformed";
	return domain === wildcardDomain || domain.endsWith(`.${wildcardDomain}`) ? "reserved" : null;
}
