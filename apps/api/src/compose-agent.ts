import { hostname } from "node:os";
import { type AgentTimings, createAgent, defaultTimings } from "@berth/lease";
import { type AgentStarter, createAgentStarter } from "./agent-starter.ts";
import type { Parts } from "./compose-parts.ts";
import { ingressOptions } from "./ingress-options.ts";
import { capacityOf } from "./node-capacity.ts";

/** The agent of this host. It is not started yet. */
export function composeAgent({
	config,
	host,
	overrides,
	clock,
	log,
	leaseMetrics,
	spans,
	database,
	engine,
	shutdown,
}: Parts): AgentStarter {
	const timings: AgentTimings = {
		...defaultTimings,
		...(config.NODE_CLAIM_TIME === null ? {} : { claimMs: config.NODE_CLAIM_TIME }),
		...(config.SETTLE_TIME === null ? {} : { settleMs: config.SETTLE_TIME }),
		sweepMs: config.SWEEP_INTERVAL,
		expiryNoticeMs: config.EXPIRY_NOTICE,
		retentionNoticeMs: config.RETENTION_NOTICE,
		...overrides.timings,
	};
	const starter = createAgentStarter({
		engine,
		clock,
		log,
		make: async (signal) =>
			createAgent({
				stores: database.stores,
				engine,
				clock,
				log,
				metrics: leaseMetrics,
				spans,
				holder: `${hostname()}:${process.pid}:${clock.now().toISOString()}`,
				node: {
					name: config.NODE_NAME,
					retainedBytesMax: config.RETAINED_BYTES_MAX,
					hostPorts: config.HOST_PORTS,
					capacity: await capacityOf(await engine.host.info({ signal }), config, log),
				},
				publicHost: config.PUBLIC_HOST,
				installationId: database.installationId,
				timings,
				lanes: {
					workers: config.LANE_WORKERS,
					perTenant: config.LANE_PER_TENANT,
					closing: config.LANE_CLOSING,
					pulls: config.PULLS_AT_ONCE,
				},
				ingress: host.ingress && ingressOptions(host.ingress),
				retentionGraceMs: config.RETENTION_GRACE,
				closeData: config.CLOSE_DATA,
				usage: {
					everyMs: config.USAGE_INTERVAL,
					cpuBudgetPercent: config.WATCH_CPU_BUDGET,
					minutesKeptMs: config.USAGE_MINUTES_KEPT,
					hoursKeptMs: config.USAGE_HOURS_KEPT,
				},
				historyKept: {
					releases: config.RELEASES_KEPT,
					events: config.EVENTS_KEPT,
					operations: config.OPERATIONS_KEPT,
					diagnostics: config.DIAGNOSTICS_KEPT,
					audit: config.AUDIT_KEPT,
					deliveries: config.WEBHOOK_DELIVERIES_KEPT,
				},
			}),
	});
	shutdown.add("agent", () => starter.stop());
	return starter;
}
