import { createHash, createHmac, hkdfSync } from "node:crypto";

/**
 * The key one tenant's callbacks are signed with. It follows from the installation's secret and the tenant's id, so a tenant
 * can be shown its own and learns nothing of another's.
 */
export function callbackKeyOf(rootSecret: string, tenantId: string): string {
	return Buffer.from(hkdfSync("sha256", rootSecret, "berth callback", tenantId, 32)).toString("base64url");
}

/**
 * A secret of one webhook, by its number. It follows from the installation's secret and stands nowhere, so that no copy of the database
 * holds one.
 */
export function webhookSecretOf(rootSecret: string, webhookId: string, number: number): string {
	const bytes = hkdfSync("sha256", rootSecret, "berth webhook", `${webhookId} ${number}`, 32);
	return `whsec_${Buffer.from(bytes).toString("base64url")}`;
}

/** What a signature covers. */
export interface SignedRequest {
	readonly method: string;
	/** Path and query exactly as on the wire. */
	readonly target: string;
	readonly body: string | Uint8Array;
}

/**
 * Signs a request: `t=<unix seconds>,sha256=<hex>`, the HMAC-SHA256 under `key` of four lines, the time, the method, the target and
 * the hex SHA-256 of the body, without a line feed at the end.
 *
 * A receiver recomputes it over what it got and refuses an old `t`. So what was recorded cannot be sent again later, nor to another
 * path, nor with another body.
 */
export const signRequest = (key: string, request: SignedRequest, at: Date): string => signWithEach([key], request, at);

/** The same under several keys, one `sha256` each: whoever holds one of them finds theirs. */
export function signWithEach(keys: readonly string[], request: SignedRequest, at: Date): string {
	const seconds = String(Math.floor(at.getTime() / 1_000));
	return [`t=${seconds}`, ...keys.map((key) => `sha256=${macOf(key, request, seconds).toString("hex")}`)].join(",");
}

/** The HMAC of {@link signRequest}, for a time as it stands in the signature. */
export const macOf = (key: string, { method, target, body }: SignedRequest, seconds: string): Buffer =>
	createHmac("sha256", key)
		.update([seconds, method, target, createHash("sha256").update(body).digest("hex")].join("\n"))
		.digest();
