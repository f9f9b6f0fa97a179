import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type ApiKeyId, isId, Secret } from "@berth/core";

/** Who has this has the key; only the hash of `secret` is ever kept. */
export interface KeyParts {
	readonly id: ApiKeyId;
	readonly secret: string;
}

const SECRET_BYTES = 32;
// As many figures as the largest of such numbers has.
const SECRET_LENGTH = 50;
const shape = new RegExp(`^berth_([0-9a-f]{32})_([0-9a-z]{${SECRET_LENGTH}})$`);

/** What every text of a key begins with, by which it is told from others; it proves nothing. */
export const prefixOfKey = (id: ApiKeyId): string => `berth_${id.replaceAll("-", "")}`;

/** Writes a key down: `berth_<id>_<secret>`, without a sign that a shell, an address or a double click would break it at. */
export const writeKey = ({ id, secret }: KeyParts): Secret => new Secret(`${prefixOfKey(id)}_${secret}`);

/** The parts of what somebody sent; null for whatever is no key of ours. */
export function readKey(text: string): KeyParts | null {
	const [, hex, secret] = shape.exec(text) ?? [];
	if (hex === undefined || secret === undefined) return null;
	const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
	return isId(id) ? { id: id as ApiKeyId, secret } : null;
}

/** 256 random bits, in figures and small letters. */
export const newSecret = (): string =>
	BigInt(`0x${randomBytes(SECRET_BYTES).toString("hex")}`)
		.toString(36)
		.padStart(SECRET_LENGTH, "0");

/** What is kept of a secret. Nobody guesses 256 bits, so a slow hash would only slow each call. */
export const hashOfSecret = (secret: string): string => createHash("sha256").update(secret).digest("base64url");

/** Compares in a time that tells nothing of how much was right. */
export const isSecretOf = (secret: string, hash: string): boolean => {
	const [given, kept] = [Buffer.from(hashOfSecret(secret)), Buffer.from(hash)];
	return given.length === kept.length && timingSafeEqual(given, kept);
};
