import { ok, type Verdict } from "@berth/engine";
import type { Config } from "../config.ts";
import type { ApiCheck } from "./api-check.ts";

const loopback = new Set(["localhost", "127.0.0.1", "::1", "[::1]"]);

type Settings = Pick<Config, "PUBLIC_URL" | "PUBLIC_HOST" | "HOST" | "TRUST_PROXY" | "ALLOW_PRIVATE_CALLBACKS" | "DOCKER_HOST">;

/** What the settings themselves give away about how safe the installation is. */
export function settingsChecks(settings: Settings): readonly ApiCheck[] {
	const own = new URL(settings.PUBLIC_URL);
	const isHttps = own.protocol === "https:";
	const listensHere = loopback.has(settings.HOST);
	const engineHost = "host" in settings.DOCKER_HOST ? settings.DOCKER_HOST.host : null;
	const check = (id: string, title: string, seen: string, remedy: string | null): ApiCheck => ({
		id,
		title,
		judge: (): Verdict => (remedy === null ? ok(seen) : { severity: "warning", seen, remedy }),
	});
	return [
		check(
			"public_url_https",
			"Browsers reach Berth over TLS",
			settings.PUBLIC_URL,
			isHttps || loopback.has(own.hostname) ? null : "Put a TLS proxy in front and set PUBLIC_URL to its https address.",
		),
		check(
			"cookie_secure",
			"Browsers send the cookies of sessions over TLS alone",
			isHttps ? "they are Secure" : `they are not Secure, since PUBLIC_URL is ${own.protocol.slice(0, -1)}`,
			isHttps || loopback.has(own.hostname)
				? null
				: "Put a TLS proxy in front and set PUBLIC_URL to its https address; cookies are Secure then.",
		),
		check(
			"engine_address",
			"The container engine is reached privately",
			engineHost === null ? "by a socket of this machine" : `over plain TCP at ${engineHost}`,
			engineHost === null || loopback.has(engineHost)
				? null
				: "Whoever reaches that port, or reads what goes over it, is root there: use a socket, or a tunnel that ends on this machine.",
		),
		check(
			"bind_public_without_tls",
			"Berth listens beyond this machine only behind TLS",
			`listens on ${settings.HOST}, browsers use ${own.protocol.slice(0, -1)}`,
			listensHere || isHttps ? null : "Set HOST to 127.0.0.1, or put a TLS proxy in front and set PUBLIC_URL to its https address.",
		),
		check(
			"trusted_proxy_broad",
			"Clients' addresses are believed from the proxy alone",
			settings.TRUST_PROXY ? `X-Forwarded-For is believed from whoever reaches ${settings.HOST}` : "X-Forwarded-For is not believed",
			settings.TRUST_PROXY && !listensHere
				? "Set HOST to an address that the proxy alone reaches, or unset TRUST_PROXY: else anybody may pretend to be anybody."
				: null,
		),
		check(
			"tenant_ports_apart",
			"Tenants' ports answer under another name than the dashboard",
			`dashboard at ${own.hostname}, ports at ${settings.PUBLIC_HOST}`,
			own.hostname === settings.PUBLIC_HOST
				? "Set PUBLIC_HOST to another name: browsers send the dashboard's cookies to every port of its own."
				: null,
		),
		check(
			"callbacks_public_only",
			"Callbacks go to public addresses alone",
			settings.ALLOW_PRIVATE_CALLBACKS ? "private addresses are allowed" : "private addresses are refused",
			settings.ALLOW_PRIVATE_CALLBACKS ? "Unset ALLOW_PRIVATE_CALLBACKS unless every tenant is trusted." : null,
		),
	];
}
