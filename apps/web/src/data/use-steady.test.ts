// @vitest-environment node
import { expect, test } from "vitest";
import { steadyRows } from "./use-steady.ts";

const row = (id: string, state: string) => ({ id, state });
const keyOf = ({ id }: { readonly id: string }) => id;

test("under a pointer rows change where they stand, and none comes, goes or moves", () => {
	const wanted = [row("c", "failed"), row("a", "failed")];
	const all = [row("a", "failed"), row("b", "ready"), row("c", "failed")];
	expect(steadyRows(["a", "b"], wanted, all, keyOf)).toEqual([row("a", "failed"), row("b", "ready")]);
});

test("a row that is nowhere any more is not made up", () => {
	expect(steadyRows(["a", "gone"], [row("a", "ready")], [], keyOf)).toEqual([row("a", "ready")]);
});
