import { createHmac } from "node:crypto";
import { hostname } from "node:os";
import { type Clock, systemClock } from "@berth/core";
import { type Database, migrateDatabase } from "@berth/db";
import type { Engine } from "@berth/engine";
import { createDockerEngine } from "@berth/engine/docker";
import { type AgentTimings, createAgent, createLeaseService, defaultTimings } from "@berth/lease";
import { createActorsWatch } from "./actors-watch.ts";
import { type AgentStarter, createAgentStarter } from "./agent-starter.ts";
import type { Accounts } from "./auth/accounts.ts";
import { createDeliver } from "./callbacks/deliver.ts";
import { runCallback } from "./callbacks/run-callback.ts";
import { callbackKeyOf } from "./callbacks/signature.ts";
import { collectGauges } from "./collect-gauges.ts";
import type { Config } from "./config.ts";
import { hostSettings } from "./host-settings.ts";
import { createApiApp } from "./http/api-app.ts";
import { createWebForwarder } from "./http/forward-to-web.ts";
import { createHealth } from "./http/health.ts";
import { createLiveSocket } from "./http/live-socket.ts";
import { readinessChecks } from "./http/readiness-checks.ts";
import { startServer } from "./http/server.ts";
import { createStreamCounter } from "./http/stream-counter.ts";
import { capacityOf } from "./node-capacity.ts";
import { openData } from "./open-data.ts";
import { createPreflight } from "./preflight/create-preflight.ts";
import { metadataGuardOf, preflightOptions } from "./preflight/engine-options.ts";
import { createShutdown, type Shutdown } from "./shutdown.ts";
import { measureEngine } from "./telemetry/engine-metrics.ts";
import { createLeaseMetrics } from "./telemetry/lease-metrics.ts";
import { createLogger, type Logger } from "./telemetry/logger.ts";
import { createMetrics } from "./telemetry/metrics.ts";
import type { Services } from "./trpc/services.ts";

/** What a test puts in place of the real thing. */
export interface Overrides {
	/** Instead of the Docker engine, for an installation of this id. */
	readonly createEngine?: (installation: string) => Engine;
	readonly clock?: Clock;
	readonly timings?: Partial<AgentTimings>;
	readonly logTo?: { write(line: string): void };
}

/** A running service. */
export interface RunningApi {
	readonly port: number;
	readonly database: Database;
	readonly accounts: Accounts;
	readonly agent: AgentStarter["agent"];
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
	const log = createLogger({ level: config.LOG_LEVEL, ...(overrides.logTo === undefined ? {} : { to: overrides.logTo }) });
	const shutdown = createShutdown({ drainMs: config.DRAIN_TIMEOUT, log });
	try {
		return await compose(config, overrides, log, shutdown);
	} catch (err) {
		shutdown.hurry();
		await shutdown.run();
		throw err;
	}
}

async function compose(config: Config, overrides: Overrides, log: Logger, shutdown: Shutdown): Promise<RunningApi> {
	const clock = overrides.clock ?? systemClock;
	const metrics = createMetrics();
	log.info({ op: "start", config }, "starting");

	await migrateDatabase(config.DATABASE_URL.reveal());
	const { database, auth } = await openData(config, log);
	shutdown.add("database", () => database.close());
	const { stores } = database;
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
	const engine = measureEngine(makeEngine(database.installationId), metrics);
	shutdown.add("engine", () => engine.close());

	const leaseMetrics = createLeaseMetrics(metrics);
	const timings: AgentTimings = {
		...defaultTimings,
		...(config.NODE_CLAIM_TIME === null ? {} : { claimMs: config.NODE_CLAIM_TIME }),
		...(config.SETTLE_TIME === null ? {} : { settleMs: config.SETTLE_TIME }),
		...overrides.timings,
	};
	const starter = createAgentStarter({
		engine,
		clock,
		log,
		make: async (signal) =>
			createAgent({
				stores,
				engine,
				clock,
				log,
				metrics: leaseMetrics,
				holder: `${hostname()}:${process.pid}:${clock.now().toISOString()}`,
				node: { name: config.NODE_NAME, capacity: await capacityOf(await engine.host.info({ signal }), config, log) },
				publicHost: config.PUBLIC_HOST,
				installationId: database.installationId,
				timings,
			}),
	});
	shutdown.add("agent", () => starter.stop());

	const rootSecret = (config.CALLBACK_SECRET ?? config.AUTH_SECRET).reveal();
	const deliver = createDeliver({
		timeoutMs: config.CALLBACK_TIMEOUT,
		allowPrivate: config.ALLOW_PRIVATE_CALLBACKS,
		now: () => clock.now(),
		count: (outcome) => metrics.callbacks.inc({ outcome }),
	});
	const jobsEnd = new AbortController();
	const jobs = database.runCallbackJobs(
		(id, signal) => runCallback({ callbacks: database.callbacks, operations: stores.operations, deliver, rootSecret, clock }, id, signal),
		jobsEnd.signal,
	);
	shutdown.add("callbacks", () => {
		jobsEnd.abort();
		return jobs;
	});

	const services: Services = {
		leases: createLeaseService({
			stores,
			engine,
			clock,
			log,
			metrics: leaseMetrics,
			policy: { allowedRegistries: config.ALLOWED_REGISTRIES, publicHost: config.PUBLIC_HOST },
		}),
		catalog: stores.catalog,
		nodes: stores.nodes,
		accounts: auth.accounts,
		actors: createActorsWatch(async () => (await starter.agent()?.actors.snapshot()) ?? [], clock, log),
		agent: { nodeName: config.NODE_NAME, status: () => starter.agent()?.status() ?? null },
		preflight: createPreflight({ config, database, engine, clock, log }),
		callbackKey: (tenantId) => callbackKeyOf(rootSecret, tenantId),
		policy: {
			allowedRegistries: config.ALLOWED_REGISTRIES,
			bodyBytesMax: config.BODY_BYTES_MAX,
			inviteLinkMs: config.INVITE_LINK_TTL,
		},
	};

	const openStream = createStreamCounter(metrics);
	const health = createHealth(readinessChecks({ database, engine, agent: starter.agent, clock }), clock, metrics);
	const readMetrics = async () => {
		await collectGauges(metrics, stores.leases, starter.agent()).catch((err: unknown) =>
			log.warn({ op: "metrics", err }, "gauges are old"),
		);
		return metrics.registry.metrics();
	};
	const app = createApiApp({ config, services, auth, health, metrics, readMetrics, openStream, log });
	const web = createWebForwarder({ webUrl: config.WEB_URL, publicUrl: config.PUBLIC_URL, metrics, log });
	shutdown.add("pages", async () => web.close());
	const socket = createLiveSocket({
		publicUrl: config.PUBLIC_URL,
		messageBytesMax: config.BODY_BYTES_MAX,
		services,
		openStream,
		metrics,
		log,
	});
	const server = await startServer({
		host: config.HOST,
		port: config.PORT,
		receiveMs: config.REQUEST_TIMEOUT,
		api: (request, env) => app.fetch(request, env),
		web,
		socket,
	});
	shutdown.add("server", async (drainMs) => {
		await Promise.all([server.close(drainMs), socket.close(Math.min(drainMs, 2_000))]);
	});

	starter.start();
	log.info({ op: "start", host: config.HOST, port: server.port, publicUrl: config.PUBLIC_URL }, "started");
	return {
		port: server.port,
		database,
		accounts: auth.accounts,
		agent: starter.agent,
		stop: () => shutdown.run(),
		hurry: () => shutdown.hurry(),
	};
}
