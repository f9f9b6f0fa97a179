// @vitest-environment node
import type { InstanceState, LeaseEvent } from "@berth/core";
import { expect, test } from "vitest";
import { countStarts } from "./count-starts.ts";

const events = (...states: readonly (readonly [string, number, InstanceState])[]): LeaseEvent[] =>
	states.map(([service, generation, state], seq) => ({
		leaseId: "l",
		seq,
		at: "2025-02-01T12:00:00.000Z",
		operationId: null,
		actor: "agent",
		body: { type: "instance", instance: { service, index: 0, generation, state, health: "none", exitCode: null, oomKilled: false } },
	}));

test("a start is counted when an instance runs that did not, and neither for its health nor for a look that saw nothing", () => {
	const starts = countStarts(
		events(
			["web", 1, "starting"],
			["web", 1, "running"],
			["web", 1, "unhealthy"],
			["web", 1, "unknown"],
			["web", 1, "running"],
			["web", 1, "exited"],
			["web", 1, "running"],
			["web", 2, "running"],
			["db", 1, "exited"],
		),
	);
	expect([...starts]).toEqual([["web-0", 3]]);
});
