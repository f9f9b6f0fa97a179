import { expect, test } from "vitest";
import { apiVersions, chooseApiVersion } from "./api-version.ts";

test.each([
	["the floor itself", "1.41", "1.12", "1.41"],
	["one between the floor and what we know", "1.43", "1.24", "1.43"],
	["one newer than all we know", "1.99", "1.24", apiVersions.known],
	["one that raised its minimum, still within what we know", "1.52", "1.44", apiVersions.known],
	["one whose minimum is beyond all we know", "1.99", "1.90", "1.90"],
	["one that names no minimum", "1.43", null, "1.43"],
	["a later generation", "2.0", "1.44", apiVersions.known],
])("with %s (%s, from %s on) %s is spoken", (_, newest, oldest, spoken) => {
	expect(chooseApiVersion({ newest, oldest })).toBe(spoken);
});

test.each(["1.40", "1.9", "0.99"])("one that speaks %s at most is refused with both versions", (newest) => {
	expect(() => chooseApiVersion({ newest, oldest: null })).toThrow(
		expect.objectContaining({
			code: "UNSUPPORTED",
			message: expect.stringMatching(new RegExp(`API ${newest} at most; 1\\.41 or newer`)),
			data: { why: "api-version", engine: newest, needed: "1.41" },
		}),
	);
});
