import { readFileSync } from "node:fs";
import type { Millis } from "@berth/core";
import { type Config, ConfigError } from "../config.ts";
import { BODY_BYTES_MAX } from "./protocol.ts";

/** How the backend protocol is served. */
export interface WireSettings {
	/** Callbacks are signed with it. */
	readonly secret: string;
	/** With which requests are taken: that one, and one of before while it is being replaced. */
	readonly secrets: readonly string[];
	readonly host: string;
	readonly port: number;
	/** What callbacks call this backend. */
	readonly name: string;
	readonly bodyBytesMax: number;
	/** Sizes by what they are called outside. */
	readonly skus: ReadonlyMap<string, string>;
	readonly tenants: "create" | "known";
	readonly deprovisionWaitMs: Millis;
	readonly tls: WireTls | null;
}

export interface WireTls {
	readonly cert: string;
	readonly key: string;
	/** Who must have signed the client's certificate; null asks for none. */
	readonly clientCa: string | null;
	/** Names of which the client's certificate must have one; empty takes any. */
	readonly clientNames: readonly string[];
}

/**
 * Reads the settings of the protocol; null when its secret is not set, which turns it off.
 *
 * Errors  ConfigError with everything that is wrong.
 */
export function wireSettings(config: Config): WireSettings | null {
	if (config.WIRE_SECRET === null) return null;
	const problems: string[] = [];
	const tls = readTls(config, problems);
	if (problems.length > 0) throw new ConfigError(problems);
	return {
		secret: config.WIRE_SECRET.reveal(),
		secrets: [config.WIRE_SECRET, config.WIRE_SECRET_BEFORE].flatMap((secret) => secret?.reveal() ?? []),
		host: config.WIRE_HOST,
		port: config.WIRE_PORT,
		name: config.WIRE_NAME ?? config.NODE_NAME,
		bodyBytesMax: config.WIRE_BODY_BYTES_MAX > 0 ? config.WIRE_BODY_BYTES_MAX : BODY_BYTES_MAX,
		skus: config.WIRE_SKUS,
		tenants: config.WIRE_TENANTS,
		deprovisionWaitMs: config.WIRE_DEPROVISION_WAIT,
		tls,
	};
}

function readTls(config: Config, problems: string[]): WireTls | null {
	const { WIRE_TLS_CERT: certPath, WIRE_TLS_KEY: keyPath, WIRE_TLS_CLIENT_CA: caPath, WIRE_TLS_CLIENT_NAMES: clientNames } = config;
	if ((certPath === null) !== (keyPath === null)) problems.push("WIRE_TLS_CERT: and WIRE_TLS_KEY are set together or not at all");
	if (caPath !== null && certPath === null) problems.push("WIRE_TLS_CLIENT_CA: needs WIRE_TLS_CERT and WIRE_TLS_KEY");
	if (clientNames.length > 0 && caPath === null) problems.push("WIRE_TLS_CLIENT_NAMES: needs WIRE_TLS_CLIENT_CA");
	if (config.WIRE_PRODUCTION && certPath === null) problems.push("WIRE_PRODUCTION: needs WIRE_TLS_CERT and WIRE_TLS_KEY");
	if (certPath === null || keyPath === null || problems.length > 0) return null;
	const read = (name: string, path: string): string => {
		try {
			return readFileSync(path, "utf8");
		} catch (err) {
			const code = err instanceof Error && "code" in err ? ` (${String(err.code)})` : "";
			problems.push(`${name}: ${path} cannot be read${code}`);
			return "";
		}
	};
	return {
		cert: read("WIRE_TLS_CERT", certPath),
		key: read("WIRE_TLS_KEY", keyPath),
		clientCa: caPath === null ? null : read("WIRE_TLS_CLIENT_CA", caPath),
		clientNames,
	};
}
