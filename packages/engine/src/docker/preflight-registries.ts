import { once } from "node:events";
import { connect } from "node:net";
import { SECOND } from "@berth/core";
import { ok, type Verdict } from "../preflight-result.ts";
import { mapBounded } from "./map-bounded.ts";
import type { Check } from "./preflight-check.ts";
import { within } from "./within.ts";

const CONNECT_MS = 4 * SECOND;

/** Whether the registries that images may come from have an address and take a connection, as seen from here. */
export function registryCheck(registries: readonly string[]): Check {
	return {
		id: "registry_reachable",
		title: "The registries of images can be reached",
		async judge({ signal }) {
			const failures = await mapBounded(registries, 8, (registry) => failureOf(registry, signal));
			return judgeRegistries(registries.map((registry, i) => ({ registry, failure: failures[i] ?? null })));
		},
	};
}

/** `failure`: the system's name of what went wrong; null when it answers. */
export function judgeRegistries(looks: readonly { readonly registry: string; readonly failure: string | null }[]): Verdict {
	const bad = looks.filter(({ failure }) => failure !== null);
	if (bad.length === 0) return ok(looks.length === 0 ? "none is allowed" : `${looks.map(({ registry }) => registry).join(", ")} answer`);
	return {
		severity: "warning",
		seen: bad.map(({ registry, failure }) => `${registry}: ${isNameTrouble(failure) ? "its name has no address" : failure}`).join(", "),
		remedy:
			"See to this machine's name servers, its way out, or the list of registries; until then only images that are here can be leased.",
	};
}

const isNameTrouble = (failure: string | null): boolean => failure === "ENOTFOUND" || failure === "EAI_AGAIN";

/** Where a registry of an image reference answers. Source  Docker: images of `docker.io` are served by registry-1.docker.io. */
export function addressOfRegistry(registry: string): { readonly host: string; readonly port: number } {
	if (registry === "docker.io") return { host: "registry-1.docker.io", port: 443 };
	const [, host = registry, port] = /^(.+):(\d{1,5})$/.exec(registry) ?? [];
	return { host: host.replace(/^\[|\]$/g, ""), port: port === undefined ? 443 : Number(port) };
}

async function failureOf(registry: string, signal: AbortSignal): Promise<string | null> {
	const socket = connect(addressOfRegistry(registry)).on("error", () => undefined);
	try {
		await within({ op: "preflight.registry", ms: CONNECT_MS, signals: [signal] }, (stop) => once(socket, "connect", { signal: stop }));
		return null;
	} catch (error) {
		if (signal.aborted) throw error;
		return error instanceof Error && "code" in error ? String(error.code) : "no answer";
	} finally {
		socket.destroy();
	}
}
