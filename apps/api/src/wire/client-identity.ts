import type { X509Certificate } from "node:crypto";

/** Whether a certificate is of somebody on the list: by its common name or by any of its DNS names. An empty list takes any certificate. */
export function hasAllowedName(certificate: X509Certificate | undefined, allowed: readonly string[]): boolean {
	if (certificate === undefined) return false;
	if (allowed.length === 0) return true;
	const common = [certificate.toLegacyObject().subject.CN].flat();
	// A name that holds a comma or a quote is written as JSON, and is none that anybody lists.
	const dns = (certificate.subjectAltName ?? "").split(", ").flatMap((name) => (name.startsWith("DNS:") ? [name.slice(4)] : []));
	return [...common, ...dns].some((name) => name !== undefined && allowed.includes(name));
}
