import type { Service } from "./schema.ts";

export interface ManifestPort {
	/** Inside the container. */
	readonly port: number;
	readonly protocol: "tcp" | "udp";
}

/** A port as a manifest spells it: `5432/tcp`. */
export function readPort(spec: string): ManifestPort {
	const [port, protocol] = spec.split("/");
	return { port: Number(port), protocol: protocol === "udp" ? "udp" : "tcp" };
}

/** The ports of a service that are to answer at one port of the host for as long as the lease lasts. */
export const stablePorts = ({ ports = {} }: Pick<Service, "ports">): ManifestPort[] =>
	Object.entries(ports).flatMap(([spec, { stable }]) => (stable === true ? [readPort(spec)] : []));
