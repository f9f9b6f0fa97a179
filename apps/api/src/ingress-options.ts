import { chooseIngressPort, isDomainReady, subdomainOf } from "@berth/engine/ingress";
import type { IngressOptions } from "@berth/lease";
import type { IngressSettings } from "./host-settings.ts";

/** What the rules of leases need to know of the host's proxy, with the engine's own choice of ports and names. */
export function ingressOptions({ domainGate, ...settings }: IngressSettings): IngressOptions {
	return {
		...settings,
		portOf: chooseIngressPort,
		addressOf: (instance) => `${subdomainOf(instance)}.${settings.wildcardDomain}`,
		isDomainReady: domainGate && (async (domain, signal) => (await isDomainReady(domain, domainGate, { signal })).ready),
	};
}
