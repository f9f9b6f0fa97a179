import type { OperationId } from "@berth/core";
import { describe, expect, it } from "vitest";
import { aLease, anOperation, at } from "../testing/records.ts";
import { acceptCommand } from "./accept-command.ts";
import { requestHash } from "./request-hash.ts";

const request = {
	event: "closeRequested",
	kind: "close",
	by: "user:ada",
	at,
	// Opaque here.
	operationId: "new" as OperationId,
	releaseNumber: null,
	callbackUrl: undefined,
	idempotencyKey: "key-12345",
	requestHash: "hash",
} as const;

describe("a command that is taken", () => {
	it("moves the row, makes one operation and ends the one it interrupts with that one's own callback", () => {
		const running = anOperation({
			callbackUrl: "http://x/",
			steps: [
				{ name: "pull", state: "running", startedAt: null, finishedAt: null, deadlineAt: null, progress: null, note: null },
				{ name: "start", state: "pending", startedAt: null, finishedAt: null, deadlineAt: null, progress: null, note: null },
			],
		});
		const { change, moved, result } = acceptCommand(request, { deprovisioning: 77 })(aLease({ state: "provisioning" }), running);
		expect(result).toEqual({ operationId: "new", joined: false });
		expect(moved).toEqual({ from: "provisioning", to: "deprovisioning", event: "closeRequested" });
		expect(change?.set).toMatchObject({ state: "deprovisioning", operationId: "new", deadlineInMs: 77 });
		expect(change?.newOperation).toMatchObject({ kind: "close", state: "queued", idempotencyKey: "key-12345", callbackUrl: null });
		expect(change?.operations).toMatchObject([
			{ id: running.id, state: "superseded", reason: "Superseded", steps: [{ state: "failed" }, { state: "skipped" }] },
		]);
		expect(change?.callback).toMatchObject({ operationId: running.id, body: { state: "superseded" } });
		expect(change?.events.map((event) => event.body.type)).toEqual(["operation", "moved", "operation"]);
	});

	it("ends no operation that has ended", () => {
		const { change } = acceptCommand(request, {})(aLease(), anOperation({ state: "succeeded", callbackUrl: "http://x/" }));
		expect(change?.operations).toBeUndefined();
		expect(change?.callback).toBeUndefined();
	});

	it("joins what does the same already, and is refused by a state that does not take it", () => {
		const closing = aLease({ state: "deprovisioning" });
		expect(acceptCommand(request, {})(closing, null)).toEqual({ change: null, result: { operationId: closing.operationId, joined: true } });
		expect(() => acceptCommand(request, {})(aLease({ state: "closed" }), null)).toThrow(/closed/);
	});
});

it("a request's hash knows its fields and not their order", () => {
	expect(requestHash("close", { a: 1, b: [{ c: 2, d: undefined }] })).toBe(requestHash("close", { b: [{ c: 2 }], a: 1 }));
	expect(requestHash("close", { a: 1 })).not.toBe(requestHash("restart", { a: 1 }));
	expect(requestHash("close", { a: [1, 2] })).not.toBe(requestHash("close", { a: [2, 1] }));
});
