// @vitest-environment node
import type { ClosePlanView } from "@berth/core";
import { expect, test } from "vitest";
import { closeInputOf } from "./close-dialog.tsx";
import { costOfKeeping } from "./data-choice.tsx";

const plan: ClosePlanView = { data: "retain", decidedBy: "installation", volumes: 2, bytes: 2048, graceMs: 1, refusedBy: null, evicts: [] };

test("a close states how much it destroys only when somebody chose so, and leaves the rest to the policy", () => {
	expect(closeInputOf(plan, undefined)).toEqual({});
	expect(closeInputOf({ ...plan, data: "destroy" }, undefined)).toEqual({});
	expect(closeInputOf(plan, "retain")).toEqual({ data: "retain" });
	expect(closeInputOf(plan, "destroy")).toEqual({ data: "destroy", confirmBytes: 2048 });
});

test("what keeping costs is said before", () => {
	expect(costOfKeeping(plan)).toEqual([]);
	expect(costOfKeeping({ ...plan, evicts: [{ retentionId: "any", leaseName: "old", bytes: 2 ** 30 }] })).toEqual([
		"The data of old (1 GiB) would be destroyed for it.",
	]);
	for (const refusedBy of ["node-bytes", "tenant-count"] as const)
		expect(costOfKeeping({ ...plan, refusedBy })[0]).toMatch(/destroyed all the same/);
});
