import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { ok, type Verdict } from "@berth/engine";
import type { ApiCheck } from "./api-check.ts";

/** Whether the names that browsers are told have addresses, as seen from here. */
export const dnsCheck = (names: readonly string[]): ApiCheck => ({
	id: "dns",
	title: "The names that browsers use have addresses",
	judge: async () => judgeNames(await Promise.all(names.map(async (name) => ({ name, failure: await failureOf(name) })))),
});

/** Of the service, of tenants' ports, and one that any wildcard answers; without those for which nobody is asked. */
export function namesOf(about: {
	readonly publicUrl: string;
	readonly publicHost: string;
	readonly wildcardDomain: string | null;
}): string[] {
	const wildcard = about.wildcardDomain === null ? [] : [`berth-check.${about.wildcardDomain}`];
	const all = new Set([new URL(about.publicUrl).hostname, about.publicHost, ...wildcard]);
	return [...all].filter((name) => isIP(name.replace(/^\[|\]$/g, "")) === 0 && name !== "localhost" && !name.endsWith(".localhost"));
}

/** `failure`: the system's word for it; null for a name that has an address. */
export function judgeNames(looks: readonly { readonly name: string; readonly failure: string | null }[]): Verdict {
	if (looks.length === 0) return ok("no name needs to be looked up");
	const bad = looks.filter(({ failure }) => failure !== null);
	if (bad.length === 0) return ok(looks.map(({ name }) => name).join(", "));
	const isSilent = bad.every(({ failure }) => failure !== "ENOTFOUND");
	return {
		severity: "warning",
		seen: bad.map(({ name, failure }) => `${name}: ${failure === "ENOTFOUND" ? "has no address" : failure}`).join(", "),
		remedy: isSilent
			? "See to this machine's name servers."
			: "Give the names addresses (a wildcard record for INGRESS_DOMAIN), or correct the settings.",
	};
}

async function failureOf(name: string): Promise<string | null> {
	try {
		await lookup(name);
		return null;
	} catch (error) {
		return error instanceof Error && "code" in error ? String(error.code) : "no answer";
	}
}
