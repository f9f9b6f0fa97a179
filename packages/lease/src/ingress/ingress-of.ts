import type { EndpointView, Service } from "@berth/core";
import type { ContainerSpec } from "@berth/engine";
import type { IngressOptions } from "../agent-types.ts";

type IngressSpec = NonNullable<ContainerSpec["ingress"]>;

export type RoutedService = Pick<Service, "ports">;

/** The port of a service that the node's proxy speaks to; null where there is no proxy, or no such port. */
export const ingressPort = (ingress: Pick<IngressOptions, "portOf"> | null, { ports = {} }: RoutedService): number | null =>
	ingress?.portOf(
		Object.entries(ports).map(([spec, port]) => ({
			port: Number(spec.split("/")[0]),
			protocol: spec.endsWith("/udp") ? "udp" : "tcp",
			ingress: port.ingress === true,
		})),
	) ?? null;

/**
 * How the proxy is to reach the instances of a service; undefined where it cannot.
 *
 * `quantity`  of the service: it is in the names of its instances. `domain`: the tenant's own, once it may be routed; else null.
 */
export function ingressOf(
	ingress: IngressOptions | null,
	service: RoutedService,
	{ quantity, domain }: { readonly quantity: number; readonly domain: string | null },
): IngressSpec | undefined {
	const port = ingressPort(ingress, service);
	if (ingress === null || port === null) return undefined;
	const { wildcardDomain, entrypoint, certResolver, middlewares } = ingress;
	return { quantity, port, wildcardDomain, entrypoint, ...(domain !== null && { customDomain: { domain, certResolver, middlewares } }) };
}

/** Where a container answers by name, by the labels it was made with: the tenant's own domain first. */
export function ingressEndpoints(
	ingress: Pick<IngressOptions, "addressOf"> | null,
	spec: Pick<ContainerSpec, "owner" | "service" | "index" | "ingress">,
): EndpointView[] {
	const route = spec.ingress;
	if (ingress === null || route === undefined) return [];
	const { service, index } = spec;
	const address = ingress.addressOf({ leaseId: spec.owner.leaseId, service, index, quantity: route.quantity });
	const hosts = [...(route.customDomain ? [route.customDomain.domain] : []), address];
	return hosts.map((host) => ({
		service,
		instance: index,
		port: route.port,
		protocol: "tcp",
		host,
		hostPort: null,
		url: `https://${host}`,
	}));
}
