import { systemClock } from "@berth/core";
import type { Database } from "@berth/db";
import { createFakeEngine, createFakeHost } from "@berth/engine/fake";
import type { Agent } from "@berth/lease";
import { afterAll, expect, test } from "vitest";
import { readinessChecks } from "./readiness-checks.ts";

const host = createFakeHost();
afterAll(() => host.close());

/** Which checks there are for a role, and whether each is well while the agent is in this place. */
async function lookAs(role: "all" | "api" | "agent", place: "holds" | "waits" | "neither"): Promise<Record<string, boolean>> {
	const status = { claimed: place === "holds", waiting: place === "waits", engine: "connected", lastReconcileAt: null, lastEventAt: null };
	const checks = readinessChecks({
		role,
		// Of both only what is asked.
		database: { ping: async () => ({ latencyMs: 1, version: "17" }) } as unknown as Database,
		agent: () => ({ status: () => status }) as unknown as Agent,
		engine: createFakeEngine(host, { installation: "one" }),
		clock: systemClock,
	});
	const { signal } = new AbortController();
	const well = checks.map(async (check) => [check.name, await check.run(signal).then(Boolean, () => false)] as const);
	return Object.fromEntries(await Promise.all(well));
}

test("a process is ready when what its role needs is well", async () => {
	expect(await lookAs("all", "holds")).toEqual({ database: true, engine: true, node: true });
	expect(await lookAs("all", "waits")).toEqual({ database: true, engine: true, node: false });
	expect(await lookAs("api", "neither")).toEqual({ database: true });
	expect(await lookAs("agent", "waits")).toEqual({ database: true, engine: true, node: true });
	expect(await lookAs("agent", "neither")).toEqual({ database: true, engine: true, node: false });
	host.stopDaemon();
	expect(await lookAs("agent", "waits")).toMatchObject({ engine: false });
	expect(await lookAs("api", "neither")).toEqual({ database: true });
});
