import type { PortSpec } from "../spec.ts";

/** A port that may be marked as the one for the reverse proxy. */
export interface RoutablePort extends PortSpec {
	readonly ingress?: boolean;
}

/** The port the proxy speaks to: the marked one, else 80, else 8080, else the lowest; null without a TCP port, and nothing is routed. */
export function chooseIngressPort(ports: readonly RoutablePort[]): number | null {
	const tcp = ports.filter(({ protocol }) => protocol === "tcp").sort((a, b) => a.port - b.port);
	const marked = tcp.find(({ ingress }) => ingress === true);
	const usual = [80, 8080].map((usually) => tcp.find(({ port }) => port === usually)).find((found) => found !== undefined);
	return (marked ?? usual ?? tcp[0])?.port ?? null;
}
