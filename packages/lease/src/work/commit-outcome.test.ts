import { describe, expect, it } from "vitest";
import { aLease, anInstance, anOperation, at } from "../testing/records.ts";
import { outcomeVerdict } from "./commit-outcome.ts";
import type { Outcome } from "./work.ts";

const by = { actor: "node:one", at };
const entry = {
	events: [],
	operations: [{ id: anOperation().id, steps: [] }],
	instances: { put: [anInstance(), anInstance({ generation: 2 })] },
};
const success: Outcome = {
	event: "provisionSucceeded",
	operation: "succeeded",
	reason: null,
	message: null,
	set: { serving: { "web-0": 1 }, activeRelease: 1 },
	releases: [{ number: 1, status: "active" }],
	instances: { clear: true, put: [anInstance()] },
};

describe("an outcome", () => {
	it("is one change: the move with its event, the operation with its end, and the callback it may have", () => {
		const operation = anOperation({ callbackUrl: "http://127.0.0.1/" });
		const { change, moved } = outcomeVerdict(aLease({ state: "provisioning" }), operation, success, entry, by, {});
		expect(moved).toEqual({ from: "provisioning", to: "ready", event: "provisionSucceeded" });
		expect(change?.set).toMatchObject({
			state: "ready",
			serving: { "web-0": 1 },
			activeRelease: 1,
			attempt: 0,
			deadlineInMs: null,
			wakeInMs: null,
			reason: null,
		});
		expect(change?.operations).toEqual([{ id: operation.id, steps: [], state: "succeeded", reason: null, message: null }]);
		expect(change?.events.map((event) => event.body.type)).toEqual(["moved", "operation"]);
		expect(change?.instances).toEqual({ clear: true, put: [anInstance()] });
		expect(change?.releases).toEqual([{ number: 1, status: "active" }]);
		expect(change?.callback).toMatchObject({
			operationId: operation.id,
			body: { leaseId: operation.leaseId, kind: "provision", state: "succeeded", reason: null, message: null, at: at.toISOString() },
		});
	});

	it("of work that goes on ends no operation and calls nobody back", () => {
		const outcome: Outcome = {
			event: "teardownFailed",
			operation: null,
			reason: "EngineUnreachable",
			message: "…",
			set: { attempt: 3, wakeInMs: 40 },
		};
		const { change } = outcomeVerdict(
			aLease({ state: "deprovisioning" }),
			anOperation({ kind: "close", callbackUrl: "http://x/" }),
			outcome,
			entry,
			by,
			{},
		);
		expect(change?.set).toMatchObject({ state: "deprovisioning", attempt: 3, wakeInMs: 40, reason: "EngineUnreachable" });
		expect(change?.callback).toBeUndefined();
		expect(change?.operations?.[0]?.state).toBeUndefined();
	});

	it("keeps what the journal saw where it does not say which instances there are", () => {
		const outcome: Outcome = { event: "diagnosed", operation: "failed", reason: "OutOfMemory", message: "…" };
		const { change } = outcomeVerdict(aLease({ state: "failing" }), anOperation({ kind: "diagnose" }), outcome, entry, by, {});
		expect(change?.instances).toEqual(entry.instances);
	});

	it("tells its own events after the move", () => {
		const outcome: Outcome = { ...success, events: [{ type: "relinquished", volumes: 1 }] };
		const { change } = outcomeVerdict(aLease({ state: "provisioning" }), anOperation(), outcome, entry, by, {});
		expect(change?.events.map((event) => event.body.type)).toEqual(["moved", "relinquished", "operation"]);
	});

	it("that comes too late writes nothing, and one that cannot be is a bug", () => {
		expect(outcomeVerdict(aLease({ state: "deprovisioning" }), null, success, entry, by, {}).change).toBeNull();
		expect(() => outcomeVerdict(aLease({ state: "stopped" }), null, success, entry, by, {})).toThrow(/stopped/);
	});

	it("gives back room and forgets instances when the lease closes, once", () => {
		const outcome: Outcome = {
			event: "teardownSucceeded",
			operation: "succeeded",
			reason: null,
			message: null,
			instances: { clear: true },
			releaseCapacity: true,
		};
		const { change } = outcomeVerdict(aLease({ state: "deprovisioning" }), anOperation({ kind: "close" }), outcome, entry, by, {});
		expect(change).toMatchObject({ releaseCapacity: true, instances: { clear: true }, set: { state: "closed", closed: true } });
	});
});
