import { expect, test } from "vitest";
import { verifySignature } from "./verify-signature.ts";

const secret = "integration-vector-secret-0123456789abcdef";
const lease = "11111111-1111-4111-8111-111111111111";
const atMs = 1_700_000_000_000;

// Made by another implementation of the protocol's canonical string.
const vectors = [
	["POST", "/provision", `{"lease_uuid":"${lease}"}`, "b786e00540d25d8c8c33ccccbad1e7b45c1dc77a9023d90524bbef7e03b939e9"],
	["GET", "/provisions?limit=1000", "", "b6a5276df3f0b578cf4af6feaab2e0a6fd69a6f89cdb4eee4f8234945c884cfb"],
	["GET", `/provisions?limit=1000&continue=${lease}`, "", "a38fa4868525b29a7931c69e5eb206c706f07c52a3a98d896d85b3b5601a1899"],
	["GET", `/logs/${lease}?tail=50`, "", "4b6a33593e70c4d3b75726b28c7ef74d46b75bd5a4776a9dd5b7a30c98ade77e"],
	["POST", "/restart", Uint8Array.of(0x00, 0x0a, 0xff), "7c2627b12659ae64ebea6fc2b7281ef2866fc7c8c5b988fd75952bb9f95c6531"],
] as const;

test.each(vectors)("%s %s is taken with the signature that others make of it, and with no other time", (method, target, body, mac) => {
	const at = (seconds: number, nowMs = atMs) => verifySignature(secret, `t=${seconds},sha256=${mac}`, { method, target, body }, nowMs);
	expect(at(1_700_000_000)).toEqual({ mac, signedAtMs: atMs });
	expect(at(1_700_000_001)).toBeNull();
	expect(at(1_700_000_000, atMs + 300_000)).not.toBeNull();
	expect(at(1_700_000_000, atMs + 300_001)).toBeNull();
	expect(at(1_700_000_000, atMs - 60_000)).not.toBeNull();
	expect(at(1_700_000_000, atMs - 60_001)).toBeNull();
});

const [[method, target, body, mac]] = vectors;

test.each([
	["", false],
	["t=1700000000", false],
	[`sha256=${mac},t=1700000000`, false],
	[`t=1700000000,sha256=${mac},`, false],
	[`t=1700000000;sha256=${mac}`, false],
	[`T=1700000000,sha256=${mac}`, false],
	[`t=1.7e9,sha256=${mac}`, false],
	[`t=99999999999999999999,sha256=${mac}`, false],
	[`t=-1700000000,sha256=${mac}`, false],
	[`t=1700000000,sha256=${mac.slice(2)}`, false],
	[`t=1700000000,sha256=${mac.replace("b", "z")}`, false],
	[` t=1700000000 ,\tsha256=${mac} `, true],
	[`t=1700000000,sha256=${mac.toUpperCase()}`, true],
])("a header of %j is taken: %j", (header, isTaken) => {
	expect(verifySignature(secret, header, { method, target, body }, atMs) !== null).toBe(isTaken);
});
