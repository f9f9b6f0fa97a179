import { leaseStates, retentionStates } from "@berth/core";
import type { Stores } from "@berth/db";
import type { Agent } from "@berth/lease";
import type { Metrics } from "./telemetry/metrics.ts";

/** Figures that are read when somebody looks: they cost nothing while nobody does. */
export async function collectGauges(metrics: Metrics, { leases, retentions, usage }: Stores, agent: Agent | null): Promise<void> {
	const counts = await leases.countByState("all");
	for (const state of leaseStates) metrics.leaseCount.set({ state }, counts[state] ?? 0);
	const retained = await retentions.totals();
	for (const state of retentionStates) {
		metrics.retained.set({ state }, retained.get(state)?.records ?? 0);
		metrics.retainedBytes.set({ state }, retained.get(state)?.bytes ?? 0);
	}
	const stored = await usage.sizes();
	metrics.usageBytes.set({ table: "minute" }, stored.minuteBytes);
	metrics.usageBytes.set({ table: "hour" }, stored.hourBytes);
	const watching = agent?.watching();
	if (watching) {
		metrics.usagePending.set(watching.minutesPending);
		metrics.usageLost.set(watching.minutesLost);
		if (watching.cpuPercent !== null) metrics.watchCpu.set(watching.cpuPercent / 100);
		metrics.watchInterval.set(watching.everyMs / 1_000);
		metrics.watchUpstreams.set({ kind: "stats" }, watching.upstreams);
		metrics.watchUpstreams.set({ kind: "logs" }, watching.followers);
	}
	for (const [lane, { waiting, running }] of Object.entries(agent?.lanes() ?? {})) {
		metrics.laneDepth.set({ lane, place: "waiting" }, waiting);
		metrics.laneDepth.set({ lane, place: "running" }, running);
	}
	metrics.orphanVolumes.set(agent?.orphanVolumes().length ?? 0);
	const actors = (await agent?.actors.snapshot()) ?? [];
	metrics.mailboxDepth.set(actors.reduce((sum, { inbox }) => sum + inbox, 0));
	metrics.actorStuck.set(Math.max(0, ...actors.map(({ stuckMs }) => stuckMs)) / 1_000);
}
