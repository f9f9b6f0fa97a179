import { expect, test } from "vitest";
import { createCodeHash, newUserCode, readUserCode } from "./user-code.ts";

test("a code is read however it was typed, and nothing else is one", () => {
	for (let tries = 0; tries < 200; tries += 1) {
		const code = newUserCode();
		expect(code).toMatch(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
		for (const typed of [code, code.toLowerCase(), code.replace("-", ""), ` ${code.replace("-", " ")} `])
			expect(readUserCode(typed)).toBe(code);
	}
	for (const text of ["", "BCDF", "BCDF-GHJKL", "AEIO-UAEI", "BCDF_GHJK", "1234-5678", "ВСDF-GHJK"]) expect(readUserCode(text)).toBeNull();
});

test("the hash of a code is the installation's own", () => {
	const [one, other] = [createCodeHash("one"), createCodeHash("other")];
	expect(one("BCDF-GHJK")).toBe(createCodeHash("one")("BCDF-GHJK"));
	expect(new Set([one("BCDF-GHJK"), one("BCDF-GHJL"), other("BCDF-GHJK")]).size).toBe(3);
});
