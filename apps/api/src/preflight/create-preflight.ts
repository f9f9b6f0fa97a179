import { asError, type Clock } from "@berth/core";
import type { Database } from "@berth/db";
import { broken, type Engine, type PreflightResult, toResult } from "@berth/engine";
import type { Log } from "@berth/lease";
import type { Config } from "../config.ts";
import { runApiChecks } from "./api-check.ts";
import { backupCheck } from "./backup-check.ts";
import { databaseChecks } from "./database-checks.ts";
import { dnsCheck, namesOf } from "./dns-check.ts";
import { joined } from "./joined.ts";
import { createKeptResults } from "./kept-results.ts";
import { nodeVersionCheck } from "./node-version-check.ts";
import { secretChecks } from "./secret-checks.ts";
import { settingsChecks } from "./settings-checks.ts";
import { streamingCheck } from "./streaming-check.ts";
import { ingressTlsCheck, tlsCheck } from "./tls-check.ts";

interface Parts {
	readonly config: Config;
	readonly database: Database;
	readonly engine: Engine;
	readonly clock: Clock;
	readonly log: Log;
}

/** All checks of the installation: of the engine's host, and of what the service itself stands on. */
export function createPreflight({ config, database, engine, clock, log }: Parts): (signal: AbortSignal) => Promise<PreflightResult[]> {
	const checks = [
		...databaseChecks(database),
		...settingsChecks(config),
		...secretChecks(config),
		nodeVersionCheck(process.version),
		backupCheck({ path: config.BACKUP_MARKER, ageMaxMs: config.BACKUP_AGE_MAX }, clock),
		dnsCheck(namesOf({ publicUrl: config.PUBLIC_URL, publicHost: config.PUBLIC_HOST, wildcardDomain: config.INGRESS_DOMAIN })),
		...(config.PUBLIC_URL.startsWith("https:") ? [tlsCheck(config.PUBLIC_URL, clock)] : []),
		...(config.INGRESS_DOMAIN === null ? [] : [ingressTlsCheck(config.INGRESS_DOMAIN, clock)]),
		streamingCheck(config.PUBLIC_URL),
	];
	const kept = createKeptResults();

	const ofEngine = async (signal: AbortSignal): Promise<PreflightResult[]> => {
		try {
			return await engine.host.preflight({ signal });
		} catch (error) {
			if (signal.aborted) throw error;
			log.warn({ op: "preflight", err: asError(error) }, "the checks of the host failed");
			const remedy = "See whether the engine is reachable; if it is, look into the log.";
			const check = { id: "engine_checks", title: "The engine's host can be checked" };
			return [toResult(check, broken("the checks of the host broke", remedy), { durationMs: 0, checkedAt: clock.now() })];
		}
	};
	return joined(async (signal) => {
		const results = await Promise.all([ofEngine(signal), runApiChecks(checks, { clock, log }, signal)]);
		return kept.merge(results.flat());
	});
}
