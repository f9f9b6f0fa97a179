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
