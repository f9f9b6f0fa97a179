import { expect, test } from "vitest";
import { withoutSecrets } from "./without-secrets.ts";

test("words lose a secret in the forms in which it may be repeated, the longest first", () => {
	const secret = 'pass"word';
	const words = `refused: ${secret}, ${JSON.stringify({ env: secret })}, ${JSON.stringify(JSON.stringify({ env: secret }))}, ${secret}-longer`;
	expect(withoutSecrets(words, [secret, `${secret}-longer`])).toBe(
		String.raw`refused: [secret], {"env":"[secret]"}, "{\"env\":\"[secret]\"}", [secret]`,
	);
});

test("words keep what is too short to be a secret", () => {
	expect(withoutSecrets("error 80 at :8080", ["80", ""])).toBe("error 80 at :8080");
});
