import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code that an authenticator shows for what was scanned. Source  RFC 6238, of six figures and 30 s. */
function codeOf(uri: string, atMs = Date.now()): string {
	const secret = new URL(uri).searchParams.get("secret") ?? "";
	const bits = Array.from(secret.replace(/=+$/, ""), (sign) => ALPHABET.indexOf(sign).toString(2).padStart(5, "0")).join("");
	const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
	const digest = createHmac("sha1", key).update(counter).digest();
	const offset = (digest.at(-1) ?? 0) & 15;
	return String((digest.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, "0");
}

const STEP_MS = 30_000;
const taken = new Set<string>();

/** A code that was not given before: each is taken once, and that of the half minute before and after is taken, too. */
export async function freshCodeOf(uri: string): Promise<string> {
	for (;;) {
		const nowMs = Date.now();
		// Of the half minute before alone while there is enough left of this one.
		const offsets = nowMs % STEP_MS < (STEP_MS * 2) / 3 ? [0, STEP_MS, -STEP_MS] : [0, STEP_MS];
		const code = offsets.map((offset) => codeOf(uri, nowMs + offset)).find((one) => !taken.has(`${uri} ${one}`));
		if (code !== undefined) {
			taken.add(`${uri} ${code}`);
			return code;
		}
		await new Promise((resolve) => setTimeout(resolve, STEP_MS - (nowMs % STEP_MS)));
	}
}
