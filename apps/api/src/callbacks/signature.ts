import { createHmac, hkdfSync } from "node:crypto";

/**
 * The key one tenant's callbacks are signed with. It follows from the installation's secret and the tenant's id, so a tenant
 * can be shown its own and learns nothing of another's.
 */
export function callbackKeyOf(rootSecret: string, tenantId: string): string {
	return Buffer.from(hkdfSync("sha256", rootSecret, "berth callback", tenantId, 32)).toString("base64url");
}

/**
 * The value of `X-Berth-Signature`: `t=<unix seconds>,v1=<hex>`, where v1 is HMAC-SHA256 over `<t>.<body>` with the tenant's
 * key. A receiver recomputes it over the bytes it got and refuses an old `t`, so a recorded callback cannot be sent again.
 */
export function signCallback(key: string, body: string, at: Date): string {
	const seconds = Math.floor(at.getTime() / 1_000);
	const digest = createHmac("sha256", key).update(`${seconds}.${body}`).digest("hex");
	return `t=${seconds},v1=${digest}`;
}
