import { expect, test } from "vitest";
import { callbackKeyOf, signRequest, signWithEach, webhookSecretOf } from "./signature.ts";

const secret = "integration-vector-secret-0123456789abcdef";
const at = new Date(1_700_000_000_900);
const lease = "11111111-1111-4111-8111-111111111111";

// Made by another implementation of the same four lines.
test.each([
	["POST", "/provision", `{"lease_uuid":"${lease}"}`, "b786e00540d25d8c8c33ccccbad1e7b45c1dc77a9023d90524bbef7e03b939e9"],
	["GET", "/provisions?limit=1000", "", "b6a5276df3f0b578cf4af6feaab2e0a6fd69a6f89cdb4eee4f8234945c884cfb"],
	[
		"POST",
		"/callbacks/provision",
		`{"lease_uuid":"${lease}","status":"success","backend":"docker-1"}`,
		"42a9f15c65cc453aa55bdffca1c3c67a19874ba5f9e1bcdf6512ad81bf780db8",
	],
	["POST", "/restart", Uint8Array.of(0x00, 0x0a, 0xff), "7c2627b12659ae64ebea6fc2b7281ef2866fc7c8c5b988fd75952bb9f95c6531"],
])("%s %s is signed as every other implementation signs it", (method, target, body, digest) => {
	expect(signRequest(secret, { method, target, body }, at)).toBe(`t=1700000000,sha256=${digest}`);
});

test("a tenant's key follows from the secret and is nobody else's", () => {
	expect(callbackKeyOf("root", "a")).toBe(callbackKeyOf("root", "a"));
	expect(new Set([callbackKeyOf("root", "a"), callbackKeyOf("root", "b"), callbackKeyOf("other", "a")]).size).toBe(3);
});

test("under two secrets each has its digest, in order, and one secret of a webhook is no other's", () => {
	const request = { method: "POST", target: "/hook", body: "{}" };
	const [one, two] = [webhookSecretOf("root", "a", 1), webhookSecretOf("root", "a", 2)];
	const digest = (key: string) => signRequest(key, request, at).split(",")[1];
	expect(signWithEach([two, one], request, at)).toBe(`t=1700000000,${digest(two)},${digest(one)}`);
	expect(one).toMatch(/^whsec_[\w-]{43}$/);
	expect(new Set([one, two, webhookSecretOf("root", "b", 1), webhookSecretOf("other", "a", 1)]).size).toBe(4);
});
