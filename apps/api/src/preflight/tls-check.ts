import { once } from "node:events";
import { isIP } from "node:net";
import { connect } from "node:tls";
import { AppError, type Clock, DAY } from "@berth/core";
import { ok, type Verdict } from "@berth/engine";
import type { ApiCheck } from "./api-check.ts";

/** How long the certificate of our own https address is still good. */
export const tlsCheck = (publicUrl: string, clock: Clock): ApiCheck => ({
	id: "tls_expiry",
	title: "The certificate of the public address is good for a while",
	judge: async (signal) => judgeExpiry(await readExpiry(new URL(publicUrl), signal), clock.now()),
});

/** The same of the names below the wildcard domain, which have one certificate: any name shows it. */
export const ingressTlsCheck = (wildcardDomain: string, clock: Clock): ApiCheck => ({
	id: "ingress_tls_expiry",
	title: "The certificate of leases' names is good for a while",
	judge: async (signal) => judgeExpiry(await readExpiry(new URL(`https://berth-check.${wildcardDomain}`), signal), clock.now()),
});

const SOON_DAYS = 14;

/** `until`: null when there was no certificate to be seen. */
export function judgeExpiry(until: Date | null, now: Date): Verdict {
	if (until === null) {
		return { severity: "info", seen: "the address cannot be reached from here", remedy: "Watch the certificate from elsewhere." };
	}
	const days = Math.floor((until.getTime() - now.getTime()) / DAY);
	const seen = `good until ${until.toISOString().slice(0, 10)}`;
	if (until <= now)
		return { severity: "blocker", seen: `expired on ${until.toISOString().slice(0, 10)}`, remedy: "Renew the certificate." };
	if (days >= SOON_DAYS) return ok(seen);
	return { severity: "warning", seen, remedy: "Renew the certificate, and see why it was not renewed by itself." };
}

/** Whether the certificate is to be trusted is the browser's question; here its end is wanted, also of a bad one. */
export async function readExpiry({ hostname, port }: URL, signal: AbortSignal): Promise<Date | null> {
	const host = hostname.replace(/^\[|\]$/g, "");
	const name = isIP(host) === 0 ? { servername: host } : {};
	const socket = connect({ host, port: port === "" ? 443 : Number(port), ...name, rejectUnauthorized: false });
	socket.on("error", () => undefined);
	try {
		await once(socket, "secureConnect", { signal });
	} catch (cause) {
		socket.destroy();
		if (signal.aborted) throw new AppError("ABORTED", { cause });
		return null;
	}
	const until = new Date(socket.getPeerCertificate().valid_to);
	socket.destroy();
	return Number.isNaN(until.getTime()) ? null : until;
}
