import fc from "fast-check";
import { expect, test } from "vitest";
import { isId, newId } from "./ids.ts";

test("ids made later sort later, whatever their random bits", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 2 ** 47 }), fc.integer({ min: 1, max: 2 ** 20 }), (at, later) => {
			expect(newId(at + later) > newId(at)).toBe(true);
		}),
	);
});

test("every new id is spelled as ids are, and no two are alike", () => {
	const ids = Array.from({ length: 2_000 }, () => newId(1_700_000_000_000));
	expect(ids.every(isId)).toBe(true);
	expect(new Set(ids).size).toBe(ids.length);
});

test("other spellings are no ids", () => {
	const id: string = newId();
	for (const wrong of ["", "x", id.toUpperCase(), `${id}0`, ` ${id}`, "00000000-0000-4000-8000-000000000000"])
		expect(isId(wrong)).toBe(false);
});
