// @vitest-environment node
import { leaseStates } from "@berth/core";
import { expect, test } from "vitest";
import { isCancellable, type LeaseAction, refuses, refusesClose } from "./lease-actions.ts";

const standing = (state: (typeof leaseStates)[number], quarantined = false) => ({ state, quarantined });
const offered = (action: LeaseAction) => leaseStates.filter((state) => refuses(action, standing(state)) === null).toSorted();

test("what a lease can be asked is offered in the states whose row of the machine takes it, and nowhere else", () => {
	expect(offered("restart")).toEqual(["failed", "failing", "ready"]);
	expect(offered("stop")).toEqual(["ready"]);
	expect(offered("start")).toEqual(["stopped"]);
	expect(offered("retry")).toEqual(["failed", "failing"]);
	expect(offered("change")).toEqual(["failed", "failing", "ready", "stopped"]);
});

test("a close is offered from every state that is not closing yet, in quarantine too", () => {
	expect(leaseStates.filter((state) => refusesClose(standing(state, true)) !== null)).toEqual(["closed", "deprovisioning"]);
});

test("a refusal names the state that stands in the way", () => {
	expect(refuses("restart", standing("updating"))).toContain("updating");
	expect(refuses("restart", standing("ready", true))).toContain("quarantine");
	expect(refuses("restart", standing("stopped"))).toContain("start it");
	expect(refuses("stop", standing("failed"))).toContain("failed");
});

test("what goes on can be cancelled, but for what is short or takes away", () => {
	expect(isCancellable({ kind: "update", state: "running" })).toBe(true);
	expect(isCancellable({ kind: "update", state: "succeeded" })).toBe(false);
	expect(isCancellable({ kind: "close", state: "running" })).toBe(false);
});
