import { expect, test } from "vitest";
import { callbackKeyOf, signCallback } from "./signature.ts";

const at = new Date("2030-01-02T03:04:05.678Z");

test("a signature covers the body, the time and the tenant's own key", () => {
	const key = callbackKeyOf("root", "tenant-a");
	const signature = signCallback(key, '{"state":"ready"}', at);
	expect(signature).toMatch(/^t=1893553445,v1=[0-9a-f]{64}$/);
	expect(signCallback(key, '{"state":"ready"}', at)).toBe(signature);
	expect(signCallback(key, '{"state":"failed"}', at)).not.toBe(signature);
	expect(signCallback(key, '{"state":"ready"}', new Date(0))).not.toBe(signature);
	expect(signCallback(callbackKeyOf("root", "tenant-b"), '{"state":"ready"}', at)).not.toBe(signature);
});

test("a signature is the plain HMAC a receiver computes from the documented parts", async () => {
	const key = await crypto.subtle.importKey("raw", new TextEncoder().encode("k"), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
	const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode("1893553445.body"));
	expect(signCallback("k", "body", at)).toBe(`t=1893553445,v1=${Buffer.from(mac).toString("hex")}`);
});
