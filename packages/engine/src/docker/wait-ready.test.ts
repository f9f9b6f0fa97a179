import { expect, test } from "vitest";
import { goneObservation } from "./to-observation.ts";
import { judge } from "./wait-ready.ts";

const startedAt = "2030-01-01T00:00:00.000Z";
const startMs = Date.parse(startedAt);
const seen = (changes: object) => ({ ...goneObservation("c"), phase: "running" as const, startedAt, ...changes });

test("a container with a check is ready when the daemon says healthy and failed when it says unhealthy, whatever the time", () => {
	expect(judge(seen({ health: "healthy" }), 60_000, startMs)).toEqual({ kind: "ready" });
	expect(judge(seen({ health: "starting" }), 0, startMs + 60_000)).toEqual({ kind: "waiting", lookAgainMs: null });
	expect(judge(seen({ health: "unhealthy" }), 0, startMs)).toEqual({ kind: "failed", code: "NOT_READY" });
});

test("one without a check is ready when it has run long enough, and a skewed clock makes the wait no longer", () => {
	expect(judge(seen({}), 1_000, startMs + 400)).toEqual({ kind: "waiting", lookAgainMs: 600 });
	expect(judge(seen({}), 1_000, startMs + 1_000)).toEqual({ kind: "ready" });
	expect(judge(seen({}), 1_000, startMs - 5_000)).toEqual({ kind: "waiting", lookAgainMs: 1_000 });
});

test("one that has ended has failed, and one that has not begun is waited for", () => {
	for (const phase of ["exited", "dead", "stopping"])
		expect(judge(seen({ phase }), 0, startMs)).toEqual({ kind: "failed", code: "INSTANCE_EXITED" });
	for (const phase of ["created", "paused", "restarting"]) expect(judge(seen({ phase }), 0, startMs)).toMatchObject({ kind: "waiting" });
});

test("one with a probe is ready when the probe succeeded and its check has nothing against it, whatever the time", () => {
	const late = startMs + 60_000;
	expect(judge(seen({}), 60_000, startMs, { verdict: "ready" })).toEqual({ kind: "ready" });
	expect(judge(seen({}), 0, late, { verdict: "waiting" })).toEqual({ kind: "waiting", lookAgainMs: null });
	expect(judge(seen({}), 0, late, { verdict: "failed" })).toEqual({ kind: "failed", code: "NOT_READY" });
	expect(judge(seen({ health: "healthy" }), 0, late, { verdict: "waiting" })).toMatchObject({ kind: "waiting" });
	expect(judge(seen({ health: "starting" }), 0, late, { verdict: "ready" })).toMatchObject({ kind: "waiting" });
	expect(judge(seen({ health: "unhealthy" }), 0, late, { verdict: "ready" })).toMatchObject({ kind: "failed" });
	expect(judge(seen({ phase: "exited" }), 0, late, { verdict: "ready" })).toMatchObject({ code: "INSTANCE_EXITED" });
});
