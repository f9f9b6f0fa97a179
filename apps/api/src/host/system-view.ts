import type { Clock } from "@berth/core";
import type { Debts } from "@berth/db";
import type { Agent } from "@berth/lease";
import packageFile from "../../package.json" with { type: "json" };
import { type Config, describeConfig } from "../config.ts";
import type { Health } from "../http/health.ts";

/** One setting in force, with what it is for. */
export interface SettingView {
	readonly name: string;
	readonly source: "default" | "file" | "environment";
	/** Null when it is not set, and of every secret. */
	readonly value: string | null;
	readonly isSet: boolean;
	readonly isSecret: boolean;
	readonly default: string | null;
	readonly description: string;
}

/** One part of the service and how long ago it was seen to be well. */
export interface PartView {
	readonly part: string;
	/** `unknown`: nobody looked yet, or it is another process's. */
	readonly state: "well" | "late" | "ill" | "unknown";
	readonly ageMs: number | null;
	readonly detail: string | null;
}

/** The process that answers. */
export interface SystemView {
	facts(): {
		readonly version: string;
		readonly node: string;
		readonly role: Config["ROLE"];
		readonly servedBy: string;
		readonly startedAt: string;
		readonly uptimeMs: number;
	};
	settings(): readonly SettingView[];
	parts(): Promise<readonly PartView[]>;
}

/** After so many of its intervals a loop is late. */
const LATE_AFTER = 3;

export function createSystemView(tools: {
	readonly config: Config;
	readonly health: Health;
	readonly agent: () => Agent | null;
	/** What is owed to receivers, by the queue. */
	readonly debts: Readonly<Record<"callbacks" | "webhooks", () => Promise<Debts>>>;
	readonly clock: Clock;
}): SystemView {
	const { config, health, agent, debts, clock } = tools;
	const startedAt = clock.now();
	const startedMs = clock.monotonicMs();
	const described = new Map(describeConfig().map((key) => [key.name, key]));

	const loopOf = (part: string, at: Date | null, everyMs: number): PartView => {
		if (at === null) return { part, state: "unknown", ageMs: null, detail: null };
		const ageMs = Math.max(0, clock.now().getTime() - at.getTime());
		return { part, state: ageMs > LATE_AFTER * everyMs ? "late" : "well", ageMs, detail: null };
	};

	return {
		facts: () => ({
			version: packageFile.version,
			node: process.version,
			role: config.ROLE,
			servedBy: config.NODE_NAME,
			startedAt: startedAt.toISOString(),
			uptimeMs: Math.round(clock.monotonicMs() - startedMs),
		}),
		settings: () =>
			config.settings.map((setting) => {
				const key = described.get(setting.name);
				return { ...setting, isSecret: key?.secret ?? true, default: key?.default ?? null, description: key?.description ?? "" };
			}),
		async parts() {
			const { checks } = await health.ready();
			const working = agent();
			const status = working?.status() ?? null;
			const watching = working?.watching() ?? null;
			return [
				{ part: "api", state: "well", ageMs: 0, detail: null },
				...checks.map(
					({ check, ok, ageMs, seen }): PartView => ({
						part: check,
						state: ok ? "well" : "ill",
						ageMs,
						detail: "code" in seen ? String(seen.code) : null,
					}),
				),
				loopOf("events", status?.lastEventAt ?? null, EVENTS_EVERY_MS),
				loopOf("reconcile", status?.lastReconcileAt ?? null, RECONCILE_EVERY_MS),
				loopOf("reaper", working?.sweeps()?.at ?? null, config.SWEEP_INTERVAL),
				watching === null
					? { part: "sampler", state: "unknown", ageMs: null, detail: null }
					: {
							part: "sampler",
							state: watching.minutesLost > 0 || watching.minutesPending > PENDING_MAX ? "late" : "well",
							ageMs: null,
							detail: `${watching.minutesPending} minutes not written, ${watching.minutesLost} lost`,
						},
				...(await Promise.all(Object.entries(debts).map(([part, read]) => queueOf(part, read)))),
			];
		},
	};
}

/** A queue is late by what nobody tried to send yet; what a receiver does not take is no fault of it. */
async function queueOf(part: string, read: () => Promise<Debts>): Promise<PartView> {
	try {
		const { owed, oldestMs, untriedMs } = await read();
		const oldest = oldestMs === null ? "" : `, the oldest for ${Math.round(oldestMs / 1_000)} s`;
		const isLate = untriedMs !== null && untriedMs > QUEUE_LATE_MS;
		return { part, state: isLate ? "late" : "well", ageMs: Math.max(0, Math.round(untriedMs ?? 0)), detail: `${owed} owed${oldest}` };
	} catch {
		// That the database is away is told by its own part.
		return { part, state: "unknown", ageMs: null, detail: null };
	}
}

/** A queue that moves takes what is new at once; of one lease's callbacks one waits for those before it. */
const QUEUE_LATE_MS = 60_000;
/** How often a live stream of events proves that it is one. */
const EVENTS_EVERY_MS = 30_000;
/** As the rules reconcile by themselves. */
const RECONCILE_EVERY_MS = 60_000;
/** Minutes of use that may wait for the database. */
const PENDING_MAX = 200;
