import type { DomainGate } from "@berth/engine/ingress";
import type { VolumeDriverKind } from "@berth/engine/volumes";
import type { Config } from "./config.ts";

/** What the engine, the checks and the rules of leases must agree on about a host. Null is what the host does not offer. */
export interface HostSettings {
	readonly volumes: { readonly root: string; readonly driver: VolumeDriverKind | "auto" } | null;
	readonly ingress: IngressSettings | null;
}

/** How services get names; the words are those of `IngressSpec`. */
export interface IngressSettings {
	readonly wildcardDomain: string;
	readonly entrypoint: string;
	/** For tenants' own domains. */
	readonly certResolver: string;
	readonly middlewares: readonly string[];
	/** Who must know a tenant's own domain before it is routed; null when nobody is asked. */
	readonly domainGate: DomainGate | null;
}

export function hostSettings(config: Config): HostSettings {
	const { VOLUME_ROOT: root, VOLUME_DRIVER: driver, INGRESS_DOMAIN: wildcardDomain } = config;
	return {
		volumes: root === null ? null : { root, driver },
		ingress:
			wildcardDomain === null
				? null
				: {
						wildcardDomain,
						entrypoint: config.INGRESS_ENTRYPOINT,
						certResolver: config.INGRESS_CERT_RESOLVER,
						middlewares: config.INGRESS_MIDDLEWARES,
						domainGate: config.INGRESS_DNS_CHECK ? { resolvers: config.INGRESS_DNS_RESOLVERS, quorum: config.INGRESS_DNS_QUORUM } : null,
					},
	};
}
