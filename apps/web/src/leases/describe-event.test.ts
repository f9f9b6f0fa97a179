// @vitest-environment node
import { expect, test } from "vitest";
import { describeEvent } from "./describe-event.ts";

test("a transition says where from, where to, on what and why", () => {
	const event = {
		type: "moved",
		from: "ready",
		to: "failing",
		event: "instanceDied",
		reason: "OutOfMemory",
		message: "web-0 was killed.",
	} as const;
	expect(describeEvent(event)).toEqual({
		mark: { shape: "bad", word: "failing" },
		detail: "ready → failing on instanceDied · OutOfMemory · web-0 was killed.",
	});
});

test("an instance says its health and its exit code only when it has them", () => {
	const instance = { service: "web", index: 0, generation: 2, state: "running", health: "none", exitCode: null, oomKilled: false } as const;
	expect(describeEvent({ type: "instance", instance }).detail).toBe("web-0 · generation 2");
	expect(describeEvent({ type: "instance", instance: { ...instance, state: "exited", health: "unhealthy", exitCode: 3 } }).detail).toBe(
		"web-0 · unhealthy · exit code 3 · generation 2",
	);
});

test("a release says what made it, and which one it repeats", () => {
	const release = { type: "release", number: 4, rollbackOf: null } as const;
	expect(describeEvent({ ...release, cause: "env" })).toEqual({
		mark: { shape: "work", word: "release 4" },
		detail: "another environment",
	});
	expect(describeEvent({ ...release, cause: "rollback", rollbackOf: 2 }).detail).toBe("release 2 again");
});

test("what a closed lease left is counted", () => {
	expect(describeEvent({ type: "relinquished", volumes: 1 }).detail).toBe("1 volume given up");
	expect(describeEvent({ type: "relinquished", volumes: 2, because: "evicted", cap: "tenant-count", bytes: 1 }).detail).toBe(
		"2 volumes given up · because newer data took its place",
	);
	expect(describeEvent({ type: "destroyed", retentionId: "any", because: "expired", bytes: 2 ** 30 }).detail).toBe(
		"1 GiB · because its time was over",
	);
	expect(describeEvent({ type: "retained", retentionId: "any", until: "2026-01-02T03:04:05Z", volumes: 2 }).detail).toMatch(
		/^2 volumes · until /,
	);
});
