import { AppError } from "@berth/core";
import type { ContainerSpec } from "../spec.ts";
import { domainFault, isHostName } from "./domain.ts";
import type { IngressSpec } from "./ingress-spec.ts";
import { subdomainOf } from "./subdomain.ts";

/** Where the labels say under which names an instance answers. */
export const ingressLabel = { fqdn: "berth.fqdn", customDomain: "berth.custom_domain" } as const;

type Labels = Record<string, string>;

/**
 * The labels by which Traefik routes to a container, none when the spec asks for no ingress.
 *
 * Every instance has a router of its own. A custom domain has one router with the same name on every instance, so that the proxy
 * spreads its requests over them.
 *
 * Errors  BAD_INPUT for a wildcard domain, service or entry point from which no rule can be made.
 * Source  Traefik, Docker provider: routing labels.
 */
export function ingressLabels(spec: ContainerSpec): Labels {
	const { ingress, owner, service, index } = spec;
	if (ingress === undefined) return {};
	const instance = { leaseId: owner.leaseId, service, index, quantity: ingress.quantity };
	const subdomain = subdomainOf(instance);
	const fqdn = `${subdomain}.${ingress.wildcardDomain}`;
	if (!isHostName(fqdn)) throw unroutable("address", fqdn);
	if (!plainName.test(ingress.entrypoint)) throw unroutable("entry point", ingress.entrypoint);
	const router = `berth-${subdomain}`;
	const shared = `berth-${subdomainOf({ ...instance, index: 0, quantity: 1 })}-custom`;
	return {
		"traefik.enable": "true",
		"traefik.docker.network": spec.network.name,
		// The service is named, since the proxy guesses it only as long as there is a single one.
		...routerLabels(router, { host: fqdn, entrypoint: ingress.entrypoint, service: router }),
		[`traefik.http.services.${router}.loadbalancer.server.port`]: String(ingress.port),
		[ingressLabel.fqdn]: fqdn,
		...customLabels(shared, ingress),
	};
}

function customLabels(router: string, ingress: IngressSpec): Labels {
	const custom = ingress.customDomain;
	if (custom === undefined || domainFault(custom.domain, ingress.wildcardDomain) !== null) return {};
	for (const name of [custom.certResolver, ...custom.middlewares]) {
		if (!plainName.test(name)) throw unroutable("resolver or middleware", name);
	}
	const service = `${router}-svc`;
	return {
		...routerLabels(router, { host: custom.domain, entrypoint: ingress.entrypoint, service }),
		[`traefik.http.routers.${router}.tls.certresolver`]: custom.certResolver,
		...(custom.middlewares.length === 0 ? {} : { [`traefik.http.routers.${router}.middlewares`]: custom.middlewares.join(",") }),
		[`traefik.http.services.${service}.loadbalancer.server.port`]: String(ingress.port),
		[ingressLabel.customDomain]: custom.domain,
	};
}

/** The wildcard certificate is the proxy's own matter, so only a custom domain names a resolver. */
function routerLabels(
	router: string,
	{ host, entrypoint, service }: { readonly host: string; readonly entrypoint: string; readonly service: string },
): Labels {
	const at = `traefik.http.routers.${router}`;
	return {
		[`${at}.rule`]: `Host(\`${host}\`)`,
		[`${at}.entrypoints`]: entrypoint,
		[`${at}.tls`]: "true",
		[`${at}.service`]: service,
	};
}

/** Names of the proxy's own configuration, as `security-headers@file`. */
const plainName = /^[A-Za-z0-9][A-Za-z0-9._@-]*$/;

const unroutable = (what: string, value: string): AppError =>
	new AppError("BAD_INPUT", { message: `The ingress has an ${what} from which no route can be made.`, data: { value } });
