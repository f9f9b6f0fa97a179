import { timingSafeEqual } from "node:crypto";
import { macOf, type SignedRequest } from "../callbacks/signature.ts";
import { NEWEST_MS, OLDEST_MS } from "./protocol.ts";

export interface Verified {
	/** The signature's bytes, as hex in small letters: one spelling for one signature. */
	readonly mac: string;
	readonly signedAtMs: number;
}

/**
 * Reads and checks a signature over a request; null when anything is wrong with it, and not what. Only what was signed lately is
 * taken, and the comparison takes one time whatever was sent.
 */
export function verifySignature(secret: string, header: string, request: SignedRequest, nowMs: number): Verified | null {
	const comma = header.indexOf(",");
	if (comma < 0) return null;
	const [, digits] = /^t=([+-]?\d{1,19})$/.exec(trim(header.slice(0, comma))) ?? [];
	const [, hex] = /^sha256=([0-9a-fA-F]{64})$/.exec(trim(header.slice(comma + 1))) ?? [];
	if (digits === undefined || hex === undefined) return null;
	const seconds = BigInt(digits);
	const signedAtMs = Number(seconds) * 1_000;
	if (nowMs - signedAtMs > OLDEST_MS || signedAtMs - nowMs > NEWEST_MS) return null;
	const expected = macOf(secret, request, seconds.toString());
	if (!timingSafeEqual(expected, Buffer.from(hex, "hex"))) return null;
	return { mac: hex.toLowerCase(), signedAtMs };
}

const trim = (text: string): string => text.replace(/^[ \t\r\n\v\f]+|[ \t\r\n\v\f]+$/g, "");
