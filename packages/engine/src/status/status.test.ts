import { describe, expect, test } from "vitest";
import type { Phase } from "../observation.ts";
import type { InstanceKind } from "./instance-kind.ts";
import { type ExpectedInstance, instanceStatus } from "./instance-status.ts";
import { isReady, worstStatus } from "./worst-status.ts";

type Health = "none" | "starting" | "healthy" | "unhealthy";

const of = (
	phase: Phase,
	{
		kind = "main",
		health = "none",
		exitCode = null,
		oomKilled = false,
		stopWanted = false,
	}: {
		kind?: InstanceKind;
		health?: Health;
		exitCode?: number | null;
		oomKilled?: boolean;
		stopWanted?: boolean;
	} = {},
): ExpectedInstance => ({ kind, seen: { phase, health, exitCode, oomKilled }, stopWanted });
const missing: ExpectedInstance = { kind: "main", seen: "missing", stopWanted: false };
const unreadable: ExpectedInstance = { kind: "main", seen: "unreadable", stopWanted: false };
const running = of("running");

describe("the status of an instance", () => {
	test.each([
		["missing", missing, "gone"],
		["unreadable", unreadable, "unknown"],
		["gone", of("gone"), "gone"],
		["dead", of("dead", { exitCode: 0 }), "failed"],
		["restarting", of("restarting"), "restarting"],
		["paused", of("paused", { health: "unhealthy" }), "paused"],
		["running without a check", running, "running"],
		["running, its check not decided", of("running", { health: "starting" }), "starting"],
		["running and healthy", of("running", { health: "healthy" }), "running"],
		["running and unhealthy", of("running", { health: "unhealthy" }), "degraded"],
		["created", of("created"), "starting"],
		["being removed", of("stopping"), "stopping"],
		["ended with 0", of("exited", { exitCode: 0 }), "stopped"],
		["ended with 3", of("exited", { exitCode: 3 }), "failed"],
		["ended with 137 because we asked", of("exited", { exitCode: 137, stopWanted: true }), "stopped"],
		["out of memory although we asked", of("exited", { exitCode: 137, stopWanted: true, oomKilled: true }), "failed"],
		["an init that ended with 0", of("exited", { kind: "init", exitCode: 0 }), "completed"],
		["an init that ended with 1", of("exited", { kind: "init", exitCode: 1 }), "failed"],
	])("%s", (_, instance, status) => {
		expect(instanceStatus(instance)).toBe(status);
	});
});

const initOf = (phase: Phase, exitCode: number | null = null) => of(phase, { kind: "init", exitCode });

describe("the status of a set", () => {
	test.each([
		["nothing expected", [], "unknown"],
		["all run", [running, running], "running"],
		["one is missing", [running, missing], "failed"],
		["failed before degraded", [of("running", { health: "unhealthy" }), of("exited", { exitCode: 1 })], "failed"],
		["degraded before restarting", [of("restarting"), of("running", { health: "unhealthy" })], "degraded"],
		["restarting before starting", [of("created"), of("restarting")], "restarting"],
		["starting before unknown", [unreadable, of("created")], "starting"],
		["unknown before stopping", [of("stopping"), unreadable], "unknown"],
		["stopping before stopped", [of("exited", { exitCode: 0 }), of("stopping")], "stopping"],
		["stopped before paused", [of("paused"), of("exited", { exitCode: 0 })], "stopped"],
		["paused before running", [running, of("paused")], "paused"],
		["an init that is done counts for nothing", [initOf("exited", 0), running], "running"],
		["an init that was tidied away counts for nothing", [initOf("gone"), running], "running"],
		["an init at work holds the others back", [initOf("running"), missing, missing], "starting"],
		["an init that failed", [initOf("exited", 1), missing], "failed"],
	] as const)("%s", (_, expected, status) => {
		expect(worstStatus(expected, { closing: false })).toBe(status);
	});

	test("what is missing is no failure while all is taken away", () => {
		expect(worstStatus([missing, of("stopping")], { closing: true })).toBe("stopping");
		expect(worstStatus([missing, missing], { closing: true })).toBe("gone");
	});

	test("it is ready when every main and sidecar runs, whatever became of its inits", () => {
		const sidecar = of("running", { kind: "sidecar", health: "healthy" });
		expect(isReady([initOf("gone"), initOf("exited", 0), running, sidecar])).toBe(true);
		expect(isReady([running, of("running", { kind: "sidecar", health: "starting" })])).toBe(false);
		expect(isReady([running, missing])).toBe(false);
		expect(isReady([initOf("exited", 0)])).toBe(false);
		expect(isReady([])).toBe(false);
	});
});
