import { createHmac } from "node:crypto";
import { type Spans, systemClock } from "@berth/core";
import { type Database, migrateDatabase } from "@berth/db";
import { createDockerEngine } from "@berth/engine/docker";
import type { Agent } from "@berth/lease";
import type { Accounts } from "./auth/accounts.ts";
import { collectGauges } from "./collect-gauges.ts";
import { composeAgent } from "./compose-agent.ts";
import { composeApi } from "./compose-api.ts";
import type { Overrides, Parts } from "./compose-parts.ts";
import type { Config } from "./config.ts";
import { hostSettings } from "./host-settings.ts";
import { createAgentApp } from "./http/agent-app.ts";
import { createHealth } from "./http/health.ts";
import type { HealthRoutes } from "./http/health-routes.ts";
import { readinessChecks } from "./http/readiness-checks.ts";
import { startServer } from "./http/server.ts";
import { acceptKeys } from "./keys/accept-keys.ts";
import { createKeys } from "./keys/create-keys.ts";
import { createCallLimits, STRANGER_CALLS } from "./limits/call-limits.ts";
import { openData } from "./open-data.ts";
import { metadataGuardOf, preflightOptions } from "./preflight/engine-options.ts";
import { createShutdown, type Shutdown } from "./shutdown.ts";
import { createDatabaseObserver } from "./telemetry/database-observer.ts";
import { measureEngine } from "./telemetry/engine-metrics.ts";
import { createLeaseMetrics } from "./telemetry/lease-metrics.ts";
import { createLogger, type Logger } from "./telemetry/logger.ts";
import { createMetrics } from "./telemetry/metrics.ts";
import { startTracing } from "./telemetry/tracing.ts";
import { startWire } from "./wire/compose-wire.ts";
import { wireSettings } from "./wire/wire-settings.ts";

/** A running service. */
export interface RunningApi {
	readonly port: number;
	/** Of the backend protocol; null where it is off. */
	readonly wirePort: number | null;
	readonly database: Database;
	readonly accounts: Accounts;
	/** What answers over HTTP, as `GET /api/usage/export`: each is held against the rules of access by the tests. */
	readonly routes: readonly string[];
	/** Null until the engine has answered once, and where this process has none. */
	readonly agent: () => Agent | null;
	/** Drains, then aborts; done within twenty seconds. A second call joins the first. */
	stop(): Promise<void>;
	/** Makes a stop that is under way wait for nothing any more. */
	hurry(): void;
}

/**
 * Starts the whole service: the one place where its parts are made and joined.
 *
 * Errors  DATABASE_UNAVAILABLE, or what keeps the port from being taken; what was begun is ended again. An engine that does
 *         not answer is no error: its agent starts when it does.
 */
export async function startApi(config: Config, overrides: Overrides = {}): Promise<RunningApi> {
	const tracing = await startTracing(config, (err) => log.warn({ op: "traces", err }, "traces could not be sent"));
	const log = createLogger({
		level: config.LOG_LEVEL,
		...(overrides.logTo === undefined ? {} : { to: overrides.logTo }),
		...(tracing.close === null ? {} : { spans: tracing.spans }),
	});
	const shutdown = createShutdown({ drainMs: config.DRAIN_TIMEOUT, log });
	if (tracing.close !== null) shutdown.add("traces", tracing.close);
	try {
		return await compose(config, overrides, { log, spans: tracing.spans, shutdown });
	} catch (err) {
		shutdown.hurry();
		await shutdown.run();
		throw err;
	}
}

async function compose(
	config: Config,
	overrides: Overrides,
	{ log, spans, shutdown }: { readonly log: Logger; readonly spans: Spans; readonly shutdown: Shutdown },
): Promise<RunningApi> {
	const wire = config.ROLE === "agent" ? null : wireSettings(config);
	const clock = overrides.clock ?? systemClock;
	const metrics = createMetrics();
	log.info({ op: "start", config }, "starting");

	await migrateDatabase(config.DATABASE_URL.reveal());
	const { database, auth: people, limiters } = await openData(config, log, createDatabaseObserver(metrics, spans));
	shutdown.add("database", () => database.close());
	const { stores } = database;
	const rates = {
		caller: config.CALLS_PER_CALLER,
		tenant: config.CALLS_PER_TENANT,
		address: config.BAD_KEYS_PER_ADDRESS,
		stranger: STRANGER_CALLS,
	};
	const limits = createCallLimits(rates, (which) => metrics.rateLimited.inc({ which }));
	const keys = createKeys({
		store: stores.keys,
		limits,
		clock: systemClock,
		log,
		requireAdminSecondFactor: config.REQUIRE_ADMIN_2FA,
	});
	const auth = { ...people, accounts: acceptKeys(people.accounts, keys) };
	const host = hostSettings(config);

	const makeEngine =
		overrides.createEngine ??
		((installation) =>
			createDockerEngine({
				...config.DOCKER_HOST,
				publishIp: config.PUBLISH_ADDRESS,
				metadataGuard: metadataGuardOf(config),
				// Derived, so that there is one secret to keep: what it hashes is only ever compared.
				hashKey: createHmac("sha256", config.AUTH_SECRET.reveal()).update("berth spec hash").digest("hex"),
				installation,
				...(host.volumes === null ? {} : { volumes: host.volumes }),
				...(config.REGISTRY_CREDENTIALS === null ? {} : { registries: config.REGISTRY_CREDENTIALS }),
				preflight: preflightOptions(config, host, stores),
				log,
			}));
	const engine = measureEngine(makeEngine(database.installationId), metrics, spans);
	shutdown.add("engine", () => engine.close());

	const leaseMetrics = createLeaseMetrics(metrics);
	const parts: Parts = {
		config,
		host,
		overrides,
		clock,
		log,
		metrics,
		spans,
		leaseMetrics,
		database,
		auth,
		keys,
		limits,
		limiters,
		engine,
		shutdown,
	};
	const starter = config.ROLE === "api" ? null : composeAgent(parts);
	const agent = () => starter?.agent() ?? null;

	const health: HealthRoutes = {
		config,
		health: createHealth(readinessChecks({ role: config.ROLE, database, engine, agent, clock }), clock, metrics),
		async readMetrics() {
			// The checks are figures too, and are looked at when nobody asks for them otherwise.
			await health.health.ready();
			await collectGauges(metrics, stores, agent()).catch((err: unknown) => log.warn({ op: "metrics", err }, "gauges are old"));
			return { text: await metrics.registry.metrics(), contentType: metrics.registry.contentType };
		},
	};
	const { app, web, socket, policy } =
		config.ROLE === "agent"
			? { app: createAgentApp({ publicUrl: config.PUBLIC_URL, health, metrics, log }), web: null, socket: null, policy: null }
			: composeApi(parts, agent, health, wire);
	const server = await startServer({
		host: config.HOST,
		port: config.PORT,
		receiveMs: config.REQUEST_TIMEOUT,
		api: (request, env) => app.fetch(request, env),
		web,
		socket,
	});
	shutdown.add("server", async (drainMs) => {
		await Promise.all([server.close(drainMs), socket?.close(Math.min(drainMs, 2_000))]);
	});

	const wireServer = wire && policy && (await startWire(parts, wire, policy, health));

	starter?.start();
	log.info({ op: "start", role: config.ROLE, host: config.HOST, port: server.port, publicUrl: config.PUBLIC_URL }, "started");
	return {
		port: server.port,
		wirePort: wireServer?.port ?? null,
		database,
		accounts: auth.accounts,
		// What is named for every path or every method stands before others and answers nothing by itself.
		routes: app.routes.filter(({ method, path }) => method !== "ALL" && !path.endsWith("*")).map(({ method, path }) => `${method} ${path}`),
		agent,
		stop: () => shutdown.run(),
		hurry: () => shutdown.hurry(),
	};
}
