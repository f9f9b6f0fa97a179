import { leaseStates } from "@berth/core";
import type { LeaseStore } from "@berth/db";
import type { Agent } from "@berth/lease";
import type { Metrics } from "./telemetry/metrics.ts";

/** Figures that are read when somebody looks: they cost nothing while nobody does. */
export async function collectGauges(metrics: Metrics, leases: LeaseStore, agent: Agent | null): Promise<void> {
	const counts = await leases.countByState("all");
	for (const state of leaseStates) metrics.leaseCount.set({ state }, counts[state] ?? 0);
	const actors = (await agent?.actors.snapshot()) ?? [];
	metrics.mailboxDepth.set(actors.reduce((sum, { inbox }) => sum + inbox, 0));
	metrics.actorStuck.set(Math.max(0, ...actors.map(({ stuckMs }) => stuckMs)) / 1_000);
}
