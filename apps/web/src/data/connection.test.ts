// @vitest-environment node
import { expect, test } from "vitest";
import { healthOf, lostAt, tellStatus } from "./connection.ts";

const at = { status: { kind: "live" } as const, isLost: false, waiting: 0, online: true, nowMs: 1_000 };
const reconnecting = { kind: "reconnecting", nextTryAt: 3_500, attempt: 2 } as const;

test("a page is live only when its socket is up and every stream has spoken", () => {
	expect(healthOf(at).kind).toBe("live");
	expect(healthOf({ ...at, waiting: 1 }).kind).toBe("catching up");
	expect(healthOf({ ...at, status: { kind: "connecting" } }).kind).toBe("catching up");
	expect(healthOf({ ...at, status: { kind: "idle" } }).kind).toBe("catching up");
});

test("a lost stream says when it is tried again, and a browser without a network says so", () => {
	expect(healthOf({ ...at, isLost: true, status: reconnecting })).toEqual({ kind: "reconnecting", inSeconds: 3 });
	expect(healthOf({ ...at, isLost: true, status: reconnecting, nowMs: 9_000 })).toEqual({ kind: "reconnecting", inSeconds: 0 });
	expect(healthOf({ ...at, isLost: true, status: { kind: "connecting" } }).kind).toBe("reconnecting");
	expect(healthOf({ ...at, status: reconnecting, online: false }).kind).toBe("offline");
});

test("a loss lasts from its first failure until the stream is up, however often it is tried", () => {
	tellStatus(reconnecting);
	const since = lostAt.get();
	expect(since).not.toBeNull();
	tellStatus({ kind: "connecting" });
	tellStatus({ ...reconnecting, attempt: 3 });
	expect(lostAt.get()).toBe(since);
	tellStatus({ kind: "live" });
	expect(lostAt.get()).toBeNull();
});
