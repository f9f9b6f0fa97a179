import type { Clock } from "@berth/core";
import type { PreflightResult } from "@berth/engine";
import type { Config } from "./config.ts";

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

type Finding = Pick<PreflightResult, "id" | "title" | "seen"> & { readonly remedy: string | null };

/** What the settings themselves give away about how safe the installation is; the engine's own checks look at the host. */
export function preflightSettings(
	config: Pick<Config, "PUBLIC_URL" | "PUBLIC_HOST" | "HOST" | "TRUST_PROXY" | "ALLOW_PRIVATE_CALLBACKS">,
	clock: Clock,
): readonly PreflightResult[] {
	const own = new URL(config.PUBLIC_URL);
	const isReachable = !loopback.has(own.hostname);
	const findings: readonly Finding[] = [
		{
			id: "public_url_https",
			title: "Browsers reach Berth over TLS",
			seen: config.PUBLIC_URL,
			remedy: isReachable && own.protocol !== "https:" ? "Put a TLS proxy in front and set PUBLIC_URL to its https address." : null,
		},
		{
			id: "tenant_ports_apart",
			title: "Tenants' ports answer under another name than the dashboard",
			seen: `dashboard at ${own.hostname}, ports at ${config.PUBLIC_HOST}`,
			remedy:
				own.hostname === config.PUBLIC_HOST
					? "Set PUBLIC_HOST to another name: browsers send the dashboard's cookies to every port of its own."
					: null,
		},
		{
			id: "callbacks_public_only",
			title: "Callbacks go to public addresses alone",
			seen: config.ALLOW_PRIVATE_CALLBACKS ? "private addresses are allowed" : "private addresses are refused",
			remedy: config.ALLOW_PRIVATE_CALLBACKS ? "Unset ALLOW_PRIVATE_CALLBACKS unless every tenant is trusted." : null,
		},
	];
	const checkedAt = clock.now().toISOString();
	return findings.map((finding) => ({ ...finding, severity: finding.remedy === null ? "ok" : "warning", durationMs: 0, checkedAt }));
}
