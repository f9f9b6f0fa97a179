import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { startAtZero } from "./start-at-zero.ts";

export type Metrics = ReturnType<typeof createMetrics>;

const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const queryBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 15];
const lagBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const workBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

/** Every figure of the service, in a registry of its own. Labels are closed sets: no ids, no paths, no text of others. */
export function createMetrics() {
	const registry = new Registry();
	const registers = [registry];
	// Coarse: a finer event loop histogram is a timer that keeps an idle process busy.
	collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
	const metrics = {
		registry,
		leaseTransitions: new Counter({
			name: "lease_transitions_total",
			help: "Committed moves of leases.",
			labelNames: ["from", "to", "event"],
			registers,
		}),
		leaseCount: new Gauge({ name: "lease_count", help: "Leases that are not closed.", labelNames: ["state"], registers }),
		leaseWork: new Histogram({
			name: "lease_work_seconds",
			help: "How long the work of a lease took.",
			labelNames: ["work", "outcome"],
			buckets: workBuckets,
			registers,
		}),
		operations: new Histogram({
			name: "lease_operation_seconds",
			help: "From a request to the end of its operation, waiting included.",
			labelNames: ["kind", "state"],
			buckets: workBuckets,
			registers,
		}),
		requested: new Counter({
			name: "lease_requests_total",
			help: "Requests to leases by what became of them: a new operation, the one under way joined, or throttled.",
			labelNames: ["kind", "answer"],
			registers,
		}),
		wakeLag: new Histogram({
			name: "lease_wake_lag_seconds",
			help: "From when a lease had something to do to when its actor began.",
			buckets: lagBuckets,
			registers,
		}),
		laneDepth: new Gauge({
			name: "lease_lane_depth",
			help: "Works that have a lane of the node or wait for one, and the same of pulls.",
			labelNames: ["lane", "place"],
			registers,
		}),
		laneWait: new Histogram({
			name: "lease_lane_wait_seconds",
			help: "How long a work waited for a lane, or a pull for a slot.",
			labelNames: ["lane"],
			buckets: workBuckets,
			registers,
		}),
		expiries: new Counter({
			name: "lease_expiries_total",
			help: "Terms that end: announced in the lease's log, or over and the lease closed.",
			labelNames: ["what"],
			registers,
		}),
		retained: new Gauge({ name: "retention_records", help: "What closed leases left, by state.", labelNames: ["state"], registers }),
		retainedBytes: new Gauge({
			name: "retention_bytes",
			help: "Disk that what closed leases left keeps reserved, by state.",
			labelNames: ["state"],
			registers,
		}),
		orphanVolumes: new Gauge({
			name: "volume_orphans",
			help: "Volumes on this node's disk that no row knows. They are never destroyed.",
			registers,
		}),
		reaped: new Counter({
			name: "retention_reaped_total",
			help: "Volumes of given-up data: destroyed, not to be destroyed yet, or kept for not being certain.",
			labelNames: ["outcome"],
			registers,
		}),
		backupExports: new Counter({
			name: "backup_exports_total",
			help: "Archives of volumes that were downloaded, by how that ended.",
			labelNames: ["outcome"],
			registers,
		}),
		backupImports: new Counter({
			name: "backup_imports_total",
			help: "Archives of volumes that were uploaded, by how that ended.",
			labelNames: ["outcome"],
			registers,
		}),
		backupBytes: new Counter({
			name: "backup_bytes_total",
			help: "Bytes of archives of volumes that went over the wire.",
			labelNames: ["direction"],
			registers,
		}),
		retentionEnded: new Counter({
			name: "retention_ended_total",
			help: "Records of retained data that are gone, by why they were given up.",
			labelNames: ["because"],
			registers,
		}),
		retentionCapped: new Counter({
			name: "retention_capped_total",
			help: "Data of closed leases that a cap left no room for, or that went for newer data of its tenant.",
			labelNames: ["cap", "what"],
			registers,
		}),
		destroyRefused: new Counter({
			name: "volume_destroy_refused_total",
			help: "Volumes of given-up data that were not destroyed, by what stood against it.",
			labelNames: ["why"],
			registers,
		}),
		sweeps: new Histogram({
			name: "sweep_stage_seconds",
			help: "Stages of the sweeps for what time alone brings about, by how they ended.",
			labelNames: ["stage", "outcome"],
			buckets: workBuckets,
			registers,
		}),
		usageBytes: new Gauge({
			name: "usage_table_bytes",
			help: "What the history of use takes in the database, indexes included.",
			labelNames: ["table"],
			registers,
		}),
		usagePending: new Gauge({ name: "usage_minutes_pending", help: "Measured minutes that are not in the database yet.", registers }),
		usageLost: new Gauge({
			name: "usage_minutes_lost",
			help: "Measured minutes that could not be kept since this process began.",
			registers,
		}),
		watchCpu: new Gauge({
			name: "watch_cpu_ratio",
			help: "Share of one core that reading containers and following logs takes.",
			registers,
		}),
		watchInterval: new Gauge({
			name: "watch_interval_seconds",
			help: "Between two readings of each container for the history.",
			registers,
		}),
		watchUpstreams: new Gauge({
			name: "watch_upstreams",
			help: "Containers whose statistics or log somebody follows now.",
			labelNames: ["kind"],
			registers,
		}),
		mailboxDepth: new Gauge({ name: "lease_mailbox_depth", help: "Messages waiting in all inboxes.", registers }),
		mailboxRefused: new Counter({ name: "lease_mailbox_refused_total", help: "Messages refused by a full inbox.", registers }),
		actorStuck: new Gauge({ name: "lease_actor_stuck_seconds", help: "How long the slowest actor is past its deadline.", registers }),
		actorPanics: new Counter({ name: "lease_actor_panics_total", help: "Messages whose handling threw.", registers }),
		claimsTaken: new Counter({ name: "lease_claims_taken_total", help: "Times this agent took its node.", registers }),
		claimsLost: new Counter({ name: "lease_claims_lost_total", help: "Writes refused because another agent holds the node.", registers }),
		reconcileDrift: new Counter({
			name: "reconcile_drift_total",
			help: "Differences between row and host that were found.",
			labelNames: ["kind"],
			registers,
		}),
		reconciles: new Histogram({
			name: "reconcile_seconds",
			help: "Comparisons of the whole node with its rows, by how they ended.",
			labelNames: ["outcome"],
			buckets: workBuckets,
			registers,
		}),
		queries: new Histogram({
			name: "db_query_seconds",
			help: "Named queries of the database by how they ended, waits for a connection and for locks included.",
			labelNames: ["query", "outcome"],
			buckets: queryBuckets,
			registers,
		}),
		listenReconnects: new Counter({
			name: "listen_reconnects_total",
			help: "Times the connection that hears of commits was lost and made anew.",
			registers,
		}),
		engineCalls: new Histogram({
			name: "engine_call_seconds",
			help: "Calls to the container engine by what was asked and how it ended.",
			labelNames: ["op", "outcome"],
			buckets: workBuckets,
			registers,
		}),
		callbacks: new Counter({ name: "callback_deliveries_total", help: "Tries to deliver a callback.", labelNames: ["outcome"], registers }),
		webhooks: new Counter({ name: "webhook_deliveries_total", help: "Tries to tell a webhook.", labelNames: ["outcome"], registers }),
		feedSubscribers: new Gauge({ name: "feed_subscribers", help: "Open subscriptions.", labelNames: ["feed"], registers }),
		feedLag: new Histogram({
			name: "feed_lag_seconds",
			help: "From an event's commit to when it was read for a subscriber of its lease.",
			buckets: lagBuckets,
			registers,
		}),
		sockets: new Gauge({ name: "socket_connections", help: "Open WebSockets.", registers }),
		socketsEnded: new Counter({
			name: "socket_refused_total",
			help: "WebSockets refused or dropped by us.",
			labelNames: ["why"],
			registers,
		}),
		execSessions: new Gauge({ name: "exec_sessions", help: "Open sessions in containers, of terminals and of programs.", registers }),
		execEnded: new Counter({
			name: "exec_sessions_ended_total",
			help: "Sessions in containers that ended, by what ended them.",
			labelNames: ["because"],
			registers,
		}),
		rateLimited: new Counter({
			name: "rate_limited_total",
			help: "Calls refused for being too many: of a caller or a tenant, of keys that were no good, without a sign-in, of logins, of wrong codes.",
			labelNames: ["which"],
			registers,
		}),
		requests: new Histogram({
			name: "http_request_seconds",
			help: "Requests by the part that answered and the class of its status.",
			labelNames: ["part", "status"],
			buckets: requestBuckets,
			registers,
		}),
		checkHealthy: new Gauge({ name: "check_healthy", help: "1 while a readiness check succeeds.", labelNames: ["check"], registers }),
	};
	startAtZero(metrics);
	return metrics;
}
