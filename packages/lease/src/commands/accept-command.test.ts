import type { OperationId } from "@berth/core";
import type { OperationRecord } from "@berth/db";
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
	callbackUrl: undefined,
	idempotencyKey: "key-12345",
	requestHash: "hash",
	spacingMs: 0,
} as const;
const restart = { ...request, event: "restartRequested", kind: "restart", spacingMs: 400 } as const;
const ago = (ms: number) => new Date(at.getTime() - ms);
const done = (over: Partial<OperationRecord> = {}) => anOperation({ state: "succeeded", kind: "restart", createdAt: ago(60_000), ...over });

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

	it("lets the release that it interrupts come to nothing, and leaves the one that serves", () => {
		const releases = (releaseNumber: number | null) =>
			acceptCommand(request, {})(aLease({ state: "updating", activeRelease: 1 }), anOperation({ kind: "update", releaseNumber })).change
				?.releases;
		expect(releases(2)).toEqual([{ number: 2, status: "failed" }]);
		expect([releases(1), releases(null)]).toEqual([undefined, undefined]);
	});

	it("ends no operation that has ended", () => {
		const { change } = acceptCommand(request, {})(aLease(), anOperation({ state: "succeeded", callbackUrl: "http://x/" }));
		expect(change?.operations).toBeUndefined();
		expect(change?.callback).toBeUndefined();
	});

	it("writes what it works out from the locked row, and remembers where its owner wants to be told", () => {
		const effect = () => ({ set: { generation: 9 }, releaseNumber: 3 });
		const { change } = acceptCommand({ ...restart, callbackUrl: "http://me/", effect }, {})(aLease(), done());
		expect(change?.set).toMatchObject({ state: "restarting", generation: 9, callbackUrl: "http://me/" });
		expect(change?.newOperation).toMatchObject({ releaseNumber: 3, callbackUrl: "http://me/" });
		expect(change).not.toHaveProperty("releaseNumber");
	});
});

describe("a command that comes again", () => {
	it("joins what does the very same, also where the state takes no second one", () => {
		const open = anOperation({ kind: "restart", requestHash: "hash" });
		const lease = aLease({ state: "restarting", operationId: open.id });
		const joined = { operationId: open.id, joined: true };
		expect(acceptCommand({ ...restart, idempotencyKey: undefined }, {})(lease, open)).toEqual({ change: null, result: joined });
		expect(acceptCommand(restart, {})(lease, open)).toEqual({
			change: { joinedBy: { operationId: open.id, idempotencyKey: "key-12345", requestHash: "hash" }, events: [] },
			result: joined,
		});
		expect(() => acceptCommand({ ...restart, requestHash: "other" }, {})(lease, open)).toThrow(/restarting/);
		expect(() => acceptCommand(restart, {})(lease, { ...open, kind: "update" })).toThrow(/restarting/);
	});

	it("joins what the machine ignores, and is refused by a state that does not take it", () => {
		const closing = aLease({ state: "deprovisioning" });
		expect(acceptCommand(request, {})(closing, null).result).toEqual({ operationId: closing.operationId, joined: true });
		expect(() => acceptCommand(request, {})(aLease({ state: "closed" }), null)).toThrow(/closed/);
	});

	it("too soon after the last one is told how long to wait; a close never is, and a diagnosis was nobody's request", () => {
		const soon = done({ createdAt: ago(150) });
		expect(() => acceptCommand(restart, {})(aLease(), soon)).toThrow(
			expect.objectContaining({ code: "THROTTLED", data: { retryAfterMs: 250 } }),
		);
		expect(acceptCommand(restart, {})(aLease(), done({ createdAt: ago(400) })).result.joined).toBe(false);
		expect(acceptCommand(restart, {})(aLease({ state: "failed" }), { ...soon, kind: "diagnose" }).result.joined).toBe(false);
		expect(acceptCommand(request, {})(aLease(), soon).result.joined).toBe(false);
	});

	it("is let through when the clocks differ by more than the spacing: it may not wait for a clock to catch up", () => {
		expect(acceptCommand(restart, {})(aLease(), done({ createdAt: ago(-3_600_000) })).result.joined).toBe(false);
	});
});

it("a lease whose restore failed takes a close alone: its data is not with it", () => {
	const failed = aLease({ state: "failed", serving: null });
	const restore = done({ kind: "restore", state: "failed" });
	for (const event of ["restartRequested", "updateRequested", "provisionRequested"] as const)
		expect(() => acceptCommand({ ...restart, event }, {})(failed, restore)).toThrow(/could not be restored/);
	expect(acceptCommand(request, {})(failed, restore).moved?.to).toBe("deprovisioning");
	expect(acceptCommand(restart, {})(failed, { ...restore, state: "succeeded" }).moved?.to).toBe("restarting");
});

it("a request's hash knows its fields and not their order", () => {
	expect(requestHash("close", { a: 1, b: [{ c: 2, d: undefined }] })).toBe(requestHash("close", { b: [{ c: 2 }], a: 1 }));
	expect(requestHash("close", { a: 1 })).not.toBe(requestHash("restart", { a: 1 }));
	expect(requestHash("close", { a: [1, 2] })).not.toBe(requestHash("close", { a: [2, 1] }));
});
