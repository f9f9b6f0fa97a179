import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { printMatrix } from "./matrix.ts";

it("docs/lease-machine.md says what the machine does", () => {
	const page = readFileSync(new URL("../../../../docs/lease-machine.md", import.meta.url), "utf8");
	expect(page, "stale: run node packages/lease/scripts/write-matrix.ts").toBe(printMatrix());
});
