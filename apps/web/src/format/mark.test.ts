// @vitest-environment node
import { leaseStates } from "@berth/core";
import { expect, test } from "vitest";
import { markOfInstance, markOfLease } from "./mark.ts";

const lease = { state: "ready", unknownSince: null, degraded: false } as const;

test("a lease of a silent node is drawn unknown and never ready", () => {
	for (const state of leaseStates.filter((state) => state !== "closed")) {
		expect(markOfLease({ state, degraded: true, unknownSince: "2025-02-01T12:00:00.000Z" }).shape).toBe("unknown");
	}
});

test("only a ready lease can be degraded", () => {
	expect(markOfLease({ ...lease, degraded: true })).toEqual({ shape: "warn", word: "degraded" });
	expect(markOfLease({ ...lease, state: "failed", degraded: true })).toEqual({ shape: "bad", word: "failed" });
});

test("a closed lease stays closed when its node falls silent", () => {
	expect(markOfLease({ ...lease, state: "closed", unknownSince: "2025-02-01T12:00:00.000Z" }).word).toBe("closed");
});

test("an exit with success rests, any other is bad and says when memory was the cause", () => {
	expect(markOfInstance({ state: "exited", exitCode: 0, oomKilled: false }).shape).toBe("rest");
	expect(markOfInstance({ state: "exited", exitCode: 137, oomKilled: true })).toEqual({ shape: "bad", word: "out of memory" });
	expect(markOfInstance({ state: "exited", exitCode: null, oomKilled: false }).shape).toBe("bad");
});
