import type { Stores } from "@berth/db";
import type { DockerEngineOptions, PreflightOptions } from "@berth/engine/docker";
import type { Config } from "../config.ts";
import { readKnownOwners } from "../host/known-owners.ts";
import type { HostSettings } from "../host-settings.ts";

type Settings = Pick<
	Config,
	"ALLOWED_REGISTRIES" | "PREFLIGHT_IMAGE" | "INGRESS_PORTS" | "INGRESS_PROXY_LABEL" | "INGRESS_PING_PORT" | "HOST_PORTS"
>;

/** What the engine shall check beyond what it sees by itself. */
export function preflightOptions(config: Settings, { volumes, ingress }: HostSettings, stores: Stores): PreflightOptions {
	const { ALLOWED_REGISTRIES: registries, PREFLIGHT_IMAGE: image } = config;
	return {
		registries,
		known: (signal) => readKnownOwners(stores, signal),
		...(config.HOST_PORTS === null ? {} : { hostPorts: config.HOST_PORTS }),
		...(image === null ? {} : { probeImage: image, isolationImage: image }),
		...(volumes === null ? {} : { dataDirectory: volumes.root }),
		...(ingress === null
			? {}
			: { ingress: { publicPorts: config.INGRESS_PORTS, label: config.INGRESS_PROXY_LABEL, pingPort: config.INGRESS_PING_PORT } }),
	};
}

/** How the engine keeps containers from the cloud's metadata, and in which image it tries whether it does. */
export const metadataGuardOf = ({
	METADATA_GUARD: mode,
	PREFLIGHT_IMAGE: image,
}: Pick<Config, "METADATA_GUARD" | "PREFLIGHT_IMAGE">): NonNullable<DockerEngineOptions["metadataGuard"]> => ({
	mode,
	...(image === null ? {} : { probeImage: image }),
});
