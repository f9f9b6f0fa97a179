import { EXEC_PATH, MINUTE, noSpans } from "@berth/core";
import type { Agent } from "@berth/lease";
import {
	createBackups,
	createBuilds,
	createExecService,
	createLeaseService,
	createUsageService,
	type LeasePolicy,
	readActor,
	snapshotLeases,
} from "@berth/lease";
import { createActorView } from "./actor-view.ts";
import { createActorsWatch } from "./actors-watch.ts";
import { buildSettings } from "./build-settings.ts";
import { createCallbackLog } from "./callbacks/callback-log.ts";
import { createDeliver } from "./callbacks/deliver.ts";
import { deliverOwed } from "./callbacks/deliver-owed.ts";
import { createLetters } from "./callbacks/letter.ts";
import { callbackKeyOf } from "./callbacks/signature.ts";
import type { Parts } from "./compose-parts.ts";
import { createExecSocket } from "./exec/exec-socket.ts";
import { createExecTickets } from "./exec/exec-tickets.ts";
import { createHostView } from "./host/host-view.ts";
import { createSystemView } from "./host/system-view.ts";
import { createApiApp } from "./http/api-app.ts";
import { createWebForwarder } from "./http/forward-to-web.ts";
import type { HealthRoutes } from "./http/health-routes.ts";
import { createLiveSocket } from "./http/live-socket.ts";
import { createStreamCounter } from "./http/stream-counter.ts";
import { byPath } from "./http/upgrade-request.ts";
import { createDeviceLogins } from "./logins/create-device-logins.ts";
import { createLoginLimits } from "./logins/login-limits.ts";
import { createPreflight } from "./preflight/create-preflight.ts";
import { createRepeats } from "./repeats/repeats.ts";
import { traceLeases } from "./telemetry/trace-leases.ts";
import type { Services } from "./trpc/services.ts";
import { deliverWebhook } from "./webhooks/deliver-webhook.ts";
import { createWebhooks } from "./webhooks/webhooks.ts";
import type { WireSettings } from "./wire/wire-settings.ts";

/** All that serves people and programs: the rules, the callbacks, and the ways in. `agent` is the one of this process, if it has one. */
export function composeApi(parts: Parts, agent: () => Agent | null, health: HealthRoutes, wire: WireSettings | null) {
	const { config, host, overrides, clock, log, metrics, leaseMetrics, spans, database, auth, keys, limits, engine, shutdown } = parts;
	const { stores } = database;
	const rootSecret = (config.CALLBACK_SECRET ?? config.AUTH_SECRET).reveal();
	deliverCallbacks(parts, rootSecret, wire);
	tellWebhooks(parts, rootSecret);

	const policy: LeasePolicy = {
		allowedRegistries: config.ALLOWED_REGISTRIES,
		publicHost: config.PUBLIC_HOST,
		hasVolumes: host.volumes !== null,
		ingressDomain: host.ingress?.wildcardDomain ?? null,
		commandSpacingMs: config.COMMAND_SPACING,
		retention: { graceMs: config.RETENTION_GRACE, closeData: config.CLOSE_DATA },
		...overrides.policy,
	};
	const leases = createLeaseService({ stores, engine, engineNode: config.NODE_NAME, clock, log, metrics: leaseMetrics, spans, policy });
	const services: Services = {
		leases: spans === noSpans ? leases : traceLeases(leases, spans),
		backups: createBackups({
			stores,
			engine,
			engineNode: config.NODE_NAME,
			clock,
			log,
			metrics: leaseMetrics,
			graceMs: policy.retention.graceMs,
		}),
		builds: createBuilds({
			stores,
			engine: config.ROLE === "api" ? null : (engine.builds ?? null),
			nodeName: config.NODE_NAME,
			allowedRegistries: policy.allowedRegistries,
			settings: buildSettings(config),
			clock,
			log,
		}),
		usage: createUsageService(stores, clock),
		exec: createExecService({
			stores,
			engine,
			engineNode: config.NODE_NAME,
			clock,
			log,
			metrics: {
				began: () => metrics.execSessions.inc(),
				ended(because) {
					metrics.execSessions.dec();
					metrics.execEnded.inc({ because });
				},
			},
			limits: {
				idleMs: config.EXEC_IDLE_TIME,
				recheckMs: MINUTE,
				wholeMs: config.EXEC_TIME_MAX,
				perLease: config.EXEC_LEASE_SESSIONS_MAX,
				perTenant: config.EXEC_TENANT_SESSIONS_MAX,
				inAll: config.EXEC_SESSIONS_MAX,
				...overrides.execLimits,
			},
		}),
		repeats: createRepeats(stores.keyedRequests),
		execTickets: createExecTickets(stores.execTickets),
		catalog: stores.catalog,
		nodes: stores.nodes,
		people: stores.people,
		accounts: auth.accounts,
		keys,
		deviceLogins: createDeviceLogins({
			store: stores.deviceLogins,
			catalog: stores.catalog,
			limits: createLoginLimits(parts.limiters, (which) => metrics.rateLimited.inc({ which })),
			clock,
			rootSecret: config.AUTH_SECRET.reveal(),
			publicUrl: config.PUBLIC_URL,
		}),
		limits,
		actors: {
			...createActorsWatch(async () => (await agent()?.actors.snapshot()) ?? snapshotLeases(stores, clock.now()), clock, log),
			inboxOf: (leaseId) => agent()?.actors.here()?.stateOf(leaseId)?.depth ?? null,
			...createActorView((leaseId) => readActor(stores, agent()?.actors.here() ?? null, leaseId, clock.now), clock),
		},
		host:
			config.ROLE === "api" ? null : createHostView({ engine, stores, nodeName: config.NODE_NAME, publicHost: config.PUBLIC_HOST, clock }),
		system: createSystemView({
			config,
			health: health.health,
			agent,
			debts: { callbacks: () => database.callbacks.debts(), webhooks: () => stores.webhooks.debts() },
			clock,
		}),
		agent: {
			nodeName: config.NODE_NAME,
			status: () => agent()?.status() ?? null,
			sweeps: () => agent()?.sweeps() ?? null,
			leftovers: () => agent()?.leftovers() ?? null,
			orphanVolumes: () => agent()?.orphanVolumes() ?? null,
		},
		preflight: createPreflight({ config, database, engine, clock, log }),
		callbacks: createCallbackLog(database.callbacks, stores.leases),
		webhooks: createWebhooks(stores.webhooks, rootSecret),
		audit: stores.audit,
		callbackKey: (tenantId) => callbackKeyOf(rootSecret, tenantId),
		policy: {
			...policy,
			bodyBytesMax: config.BODY_BYTES_MAX,
			inviteLinkMs: config.INVITE_LINK_TTL,
			publicUrl: config.PUBLIC_URL,
			requestMs: config.REQUEST_TIMEOUT,
		},
	};
	const openStream = createStreamCounter(metrics);
	const web = createWebForwarder({ webUrl: config.WEB_URL, publicUrl: config.PUBLIC_URL, metrics, log });
	shutdown.add("pages", async () => web.close());
	const sockets = { publicUrl: config.PUBLIC_URL, trustProxy: config.TRUST_PROXY, services, openStream, metrics, log };
	return {
		app: createApiApp({ config, services, auth, health, metrics, spans, openStream, log }),
		web,
		policy,
		socket: byPath({ [EXEC_PATH]: createExecSocket(sockets) }, createLiveSocket({ ...sockets, messageBytesMax: config.BODY_BYTES_MAX })),
	};
}

function deliverCallbacks(
	{ config, clock, log, metrics, spans, database, shutdown }: Parts,
	rootSecret: string,
	wire: WireSettings | null,
): void {
	const count = (outcome: string) => metrics.callbacks.inc({ outcome });
	const deliver = createDeliver({ timeoutMs: config.CALLBACK_TIMEOUT, clock, count });
	const { callbacks, stores } = database;
	const letterOf = createLetters({
		rootSecret,
		allowPrivate: config.ALLOW_PRIVATE_CALLBACKS,
		backend: wire && { secret: wire.secret, name: wire.name, factsOf: (leaseId) => stores.backend.factsOf(leaseId) },
	});
	const end = new AbortController();
	const jobs = database.runCallbackJobs(
		(leaseId, signal) =>
			deliverOwed({ callbacks, operations: stores.operations, deliver, letterOf, clock, log, spans, count }, leaseId, signal),
		end.signal,
	);
	shutdown.add("callbacks", () => {
		end.abort();
		return jobs;
	});
}

function tellWebhooks({ config, clock, log, metrics, database, shutdown }: Parts, rootSecret: string): void {
	const end = new AbortController();
	const options = {
		webhooks: database.stores.webhooks,
		rootSecret,
		allowPrivate: config.ALLOW_PRIVATE_CALLBACKS,
		timeoutMs: config.CALLBACK_TIMEOUT,
		clock,
		log,
		count: (outcome: string) => metrics.webhooks.inc({ outcome }),
	};
	const jobs = database.runWebhookJobs((id, signal) => deliverWebhook(options, id, signal), end.signal);
	shutdown.add("webhooks", () => {
		end.abort();
		return jobs;
	});
}
