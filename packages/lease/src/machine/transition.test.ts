import { isWorking, leaseStates, machineEvents } from "@berth/core";
import { describe, expect, it } from "vitest";
import { accepts, transition } from "./transition.ts";
import { deadlineOf, workOf } from "./work-of.ts";

const moves = (state: Parameters<typeof transition>[0], event: Parameters<typeof transition>[1]) => {
	const result = transition(state, event);
	return result.kind === "moved" ? result.next : result.kind;
};

describe("the lease machine", () => {
	it("answers every state and event with one of three results", () => {
		for (const state of [null, ...leaseStates])
			for (const event of machineEvents) {
				const result = transition(state, event);
				if (result.kind === "ignored") expect(result.why).not.toBe("");
				if (result.kind === "rejected") expect(result.error.data).toMatchObject({ state, event });
			}
	});

	it("lets every lease that is not closing be closed", () => {
		for (const state of leaseStates)
			expect(moves(state, "closeRequested")).toBe(
				state === "closed" ? "rejected" : state === "deprovisioning" ? "ignored" : "deprovisioning",
			);
	});

	it("tells the three ends of a replacement apart", () => {
		for (const state of ["restarting", "updating"] as const)
			expect([moves(state, "replaceSucceeded"), moves(state, "replaceRolledBack"), moves(state, "replaceFailed")]).toEqual([
				"ready",
				"ready",
				"failed",
			]);
	});

	it("brings a changed lease that was stopped back to its rest, and to nothing else", () => {
		expect(moves("stopped", "updateRequested")).toBe("updating");
		expect(leaseStates.filter((state) => moves(state, "changedAtRest") === "stopped")).toEqual(["updating"]);
	});

	it("rejects everything of a closed lease but its reopening", () => {
		expect(accepts("closed")).toEqual(["reopenRequested"]);
		for (const event of machineEvents) if (event !== "reopenRequested") expect(moves("closed", event)).toBe("rejected");
	});

	it("takes a death as news only from a lease that is ready", () => {
		expect(leaseStates.filter((state) => moves(state, "instanceDied") === "failing")).toEqual(["ready"]);
	});

	it("ends the work of every working state that fails", () => {
		for (const state of leaseStates) {
			const work = workOf[state];
			expect(work !== null).toBe(isWorking(state));
			if (work === null) continue;
			expect(moves(state, work.failure)).toBe(state === "deprovisioning" ? "deprovisioning" : "failed");
			expect(deadlineOf(state)).toBeGreaterThan(0);
			expect(deadlineOf(state, { [state]: 7 })).toBe(7);
		}
	});

	it("reaches every state from a new lease, and a resting one from every state", () => {
		const reach = (from: readonly Parameters<typeof transition>[0][]) => {
			const seen = new Set(from);
			for (const state of seen)
				for (const event of machineEvents) {
					const result = transition(state, event);
					if (result.kind === "moved") seen.add(result.next);
				}
			return seen;
		};
		expect([...reach([null])]).toEqual(expect.arrayContaining([...leaseStates]));
		for (const state of leaseStates) expect(reach([state])).toContain("closed");
	});
});
