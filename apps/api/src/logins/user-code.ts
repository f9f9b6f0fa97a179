import { createHmac, hkdfSync, randomInt } from "node:crypto";

// Without vowels no word comes of it, and without figures nothing is taken for something else.
const LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
const LENGTH = 8;
const code = new RegExp(`^[${LETTERS}]{${LENGTH}}$`);

/** What people compare and type: `BCDF-GHJK`. Some 34 bits, so it is good for minutes, and guesses are counted. Source  RFC 8628, 6.1. */
export const newUserCode = (): string => shown(Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join(""));

/** The code in its one spelling, however it was typed; null for what is none. */
export function readUserCode(text: string): string | null {
	const letters = text.toUpperCase().replaceAll(/[\s-]/g, "");
	return code.test(letters) ? shown(letters) : null;
}

const shown = (letters: string) => `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`;

/** Hashes codes with a secret of the installation: whoever reads the database would else try all of them in seconds. */
export function createCodeHash(rootSecret: string): (code: string) => string {
	const key = Buffer.from(hkdfSync("sha256", rootSecret, "berth device code", "", 32));
	return (code) => createHmac("sha256", key).update(code).digest("base64url");
}
