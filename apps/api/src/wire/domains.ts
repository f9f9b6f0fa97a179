import type { Manifest } from "@berth/core";
import { isHostName } from "@berth/engine/ingress";
import type { NamedItem } from "./items.ts";

/** Whether a service may have a name of the tenant's own. One that may not goes without: the client checked it by rules of its own. */
export function mayHaveDomain(manifest: Manifest, service: string, domain: string, ingressDomain: string | null): boolean {
	if (ingressDomain === null || domain === ingressDomain || domain.endsWith(`.${ingressDomain}`)) return false;
	const ports = Object.hasOwn(manifest.services, service) ? manifest.services[service]?.ports : undefined;
	return isHostName(domain) && Object.keys(ports ?? {}).some((port) => port.endsWith("/tcp"));
}

/** The names that services can have, each only once. */
export function domainsOf(items: readonly NamedItem[], manifest: Manifest, ingressDomain: string | null): Record<string, string> {
	const given = new Set<string>();
	const wanted = items.filter(({ service, domain }) => {
		if (domain === "" || given.has(domain) || !mayHaveDomain(manifest, service, domain, ingressDomain)) return false;
		given.add(domain);
		return true;
	});
	return Object.fromEntries(wanted.map(({ service, domain }) => [service, domain]));
}
