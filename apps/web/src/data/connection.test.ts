import { expect, test } from "vitest";
import { healthOf } from "./connection.ts";

const at = { status: { kind: "live" } as const, waiting: 0, online: true, nowMs: 1_000 };

test("a page is live only when its socket is up and every stream has spoken", () => {
	expect(healthOf(at).kind).toBe("live");
	expect(healthOf({ ...at, waiting: 1 }).kind).toBe("catching up");
	expect(healthOf({ ...at, status: { kind: "connecting" } }).kind).toBe("catching up");
	expect(healthOf({ ...at, status: { kind: "idle" } }).kind).toBe("catching up");
});

test("a lost stream says when it is tried again, and a browser without a network says so", () => {
	const status = { kind: "reconnecting", nextTryAt: 3_500, attempt: 2 } as const;
	expect(healthOf({ ...at, status })).toEqual({ kind: "reconnecting", inSeconds: 3 });
	expect(healthOf({ ...at, status, nowMs: 9_000 })).toEqual({ kind: "reconnecting", inSeconds: 0 });
	expect(healthOf({ ...at, status, online: false }).kind).toBe("offline");
});
