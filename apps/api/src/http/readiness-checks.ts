import { AppError, type Clock } from "@berth/core";
import type { Database } from "@berth/db";
import type { Engine } from "@berth/engine";
import type { Agent } from "@berth/lease";
import type { Config } from "../config.ts";
import type { Check } from "./health.ts";

/**
 * What must be well for the service to do its work: the database answers, the engine answers, the node is ours.
 *
 * An api needs no engine. An agent alone is well also while another holds its node: it takes over when that one ends, and whoever
 * replaces one by the other must not wait for the node first.
 */
export function readinessChecks(parts: {
	readonly role: Config["ROLE"];
	readonly database: Database;
	readonly engine: Engine;
	readonly agent: () => Agent | null;
	readonly clock: Clock;
}): readonly Check[] {
	const { role, database, engine, agent, clock } = parts;
	const ageOf = (at: Date | null) => (at === null ? null : clock.now().getTime() - at.getTime());
	const checks: readonly Check[] = [
		{
			name: "database",
			run: async () => {
				const { latencyMs, version } = await database.ping();
				return { latencyMs: Math.round(latencyMs), version };
			},
		},
		{
			name: "engine",
			run: async (signal) => {
				const { ok, latencyMs, error } = await engine.host.ping({ signal });
				if (!ok) throw error ?? new AppError("ENGINE_UNREACHABLE");
				return { latencyMs: Math.round(latencyMs), lastEventAgeMs: ageOf(agent()?.status().lastEventAt ?? null) };
			},
		},
		{
			name: "node",
			run: async () => {
				const status = agent()?.status();
				if (role === "agent" && status?.waiting) return { waiting: true };
				if (status?.claimed !== true) throw new AppError("CLAIM_LOST");
				return { lastReconcileAgeMs: ageOf(status.lastReconcileAt) };
			},
		},
	];
	return role === "api" ? checks.filter(({ name }) => name === "database") : checks;
}
