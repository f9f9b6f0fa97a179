// @vitest-environment node
import { leaseStates } from "@berth/core";
import { expect, test } from "vitest";
import { refusesClose, refusesRestart } from "./lease-actions.ts";

const standing = (state: (typeof leaseStates)[number], quarantined = false) => ({ state, quarantined });

test("a restart is offered in the states whose row of the machine takes it, and nowhere else", () => {
	expect(leaseStates.filter((state) => refusesRestart(standing(state)) === null)).toEqual(["ready", "failed", "failing"]);
});

test("a close is offered from every state that is not closing yet, in quarantine too", () => {
	expect(leaseStates.filter((state) => refusesClose(standing(state, true)) !== null)).toEqual(["closed", "deprovisioning"]);
});

test("a refusal names the state that stands in the way", () => {
	expect(refusesRestart(standing("updating"))).toContain("updating");
	expect(refusesRestart(standing("ready", true))).toContain("quarantine");
});
