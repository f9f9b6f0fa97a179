// @vitest-environment node
import type { ActorView } from "@berth/core";
import { expect, test } from "vitest";
import { type ActorFilter, arrangeActors, shareOfTime, sumActors } from "./actors.ts";

const actor = (leaseName: string, differs: Partial<ActorView> = {}): ActorView => ({
	leaseId: leaseName,
	leaseName,
	tenantName: "acme",
	nodeId: "node",
	state: "ready",
	run: "idle",
	inbox: 0,
	inboxMax: 16,
	inboxHigh: 1,
	refused: 0,
	oldestAt: null,
	current: null,
	step: null,
	startedAt: null,
	deadlineAt: null,
	attempt: 0,
	stuckMs: 0,
	lastTransition: null,
	nextTimerAt: null,
	panics: 0,
	restarts: 0,
	...differs,
});
const actors = [
	actor("b"),
	actor("late", { stuckMs: 1_000, state: "provisioning", run: "busy" }),
	actor("busy", { run: "busy", state: "restarting" }),
	actor("full", { inbox: 3 }),
	actor("later", { stuckMs: 62_000, state: "provisioning" }),
	actor("a", { run: "passive" }),
];
const all = { isStuck: false, inboxOver: null, state: null, tenant: null, nodeId: null };
const names = (filter: Partial<ActorFilter>) => arrangeActors(actors, { ...all, ...filter }).map(({ leaseName }) => leaseName);

test("what is longest past its deadline stands first, then what waits, then what works", () => {
	expect(names({})).toEqual(["later", "late", "full", "busy", "a", "b"]);
});

test("filters narrow and can be combined", () => {
	expect(names({ isStuck: true })).toEqual(["later", "late"]);
	expect(names({ inboxOver: 0 })).toEqual(["full"]);
	expect(names({ inboxOver: 3 })).toEqual([]);
	expect(names({ tenant: "globex" })).toEqual([]);
	expect(names({ tenant: "acme", nodeId: "node", isStuck: true })).toEqual(["later", "late"]);
	expect(names({ nodeId: "other" })).toEqual([]);
	expect(names({ isStuck: true, state: "restarting" })).toEqual([]);
});

test("the sums count passive actors as not live", () => {
	expect(sumActors([...actors, actor("ill", { refused: 2, panics: 1 })])).toEqual({
		live: 6,
		busy: 2,
		inbox: 3,
		stuck: 2,
		refused: 2,
		panics: 1,
	});
});

test("the share of its time is of the time from its start to its deadline, and unknown without one", () => {
	const times = { startedAt: "2026-01-01T00:00:00Z", deadlineAt: "2026-01-01T00:10:00Z" };
	expect(shareOfTime(times, Date.parse("2026-01-01T00:06:00Z"))).toBe(60);
	expect(shareOfTime(times, Date.parse("2026-01-01T00:15:00Z"))).toBe(150);
	expect(shareOfTime({ ...times, deadlineAt: null }, 0)).toBeNull();
});
