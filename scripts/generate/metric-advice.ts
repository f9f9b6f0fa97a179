export interface Advice {
	/** When somebody should be called. */
	readonly pages: string;
	/** What that person looks at and does first. */
	readonly first: string;
}

const never = "never";

/** What to do about each figure of the service. A figure without a line here fails the check of what is generated. */
export const metricAdvice: Readonly<Record<string, Advice>> = {
	lease_transitions_total: {
		pages: "many `instanceDied` at once",
		first: "Look at the host: a daemon restart or memory pressure ends many at a time. One lease alone is its tenant's matter.",
	},
	lease_count: {
		pages: "a working state that only grows",
		first: "Open the actors table: the step that most of them are in names the part that is slow.",
	},
	lease_work_seconds: {
		pages: "the share of `failed` outcomes jumps",
		first: "Read the reasons of the newest failed operations: one registry or one image is the usual cause.",
	},
	lease_operation_seconds: {
		pages: "the middle of `succeeded` doubles over an hour",
		first: "Compare with `lease_lane_wait_seconds`: when that grew too, the node has more to do than it can; else a step of the work did.",
	},
	lease_requests_total: {
		pages: never,
		first:
			"`throttled` or `joined` growing: a program asks in a loop. The log of requests says which tenant's; its answers say when to ask again.",
	},
	lease_lane_depth: {
		pages: "`work` waiting above zero for ten minutes",
		first:
			"The actors table says who waits. With all lanes running and the daemon's CPU low, raise LANE_WORKERS; with it high, the host is full.",
	},
	lease_lane_wait_seconds: {
		pages: "the middle above 30 for ten minutes",
		first: "As for the depth. `pull` alone: a registry is slow, or many images are new; raise PULLS_AT_ONCE when the line has room.",
	},
	lease_expiries_total: {
		pages: "`closed` far above what is usual",
		first: "Whoever renews the leases has stopped: look at that program before its tenants do. Retained data can be brought back.",
	},
	retention_records: {
		pages: "`reaping` above zero for hours, or `restoring` for longer than an operation may take",
		first:
			"See `retention_reaped_total`. A record that is being restored ends with its operation: the lease's page says where that stands.",
	},
	retention_bytes: {
		pages: "half of what the nodes have, and growing",
		first: "Shorten RETENTION_GRACE for what is closed from now on, or give up records by hand: the oldest first.",
	},
	volume_orphans: {
		pages: "above zero",
		first: "`admin.volumes.orphans` lists them. The database may be an older backup: restore the newer one. See docs/retention.md.",
	},
	retention_ended_total: {
		pages: "`lost` at all; `refused` growing",
		first: "Lost: the disk of the node was changed by something else than Berth, and `admin.retentions.gone` says whose data it was. Refused: see `retention_capped_total`.",
	},
	retention_capped_total: {
		pages: "`node-bytes` at all: data that its tenant would have kept is destroyed",
		first: "Raise RETAINED_BYTES_MAX, or shorten RETENTION_GRACE. Of a tenant's own caps: `admin.tenants.setQuota`.",
	},
	retention_reaped_total: {
		pages: "`resisted` or `skipped` growing for an hour",
		first:
			"`resisted`: a volume cannot be destroyed; the log has its id and the driver's cause. `skipped`: the directory of volumes is not the one the rows are of, or could not be read; look whether it is mounted.",
	},
	lease_mailbox_depth: { pages: "above zero for minutes", first: "The process is starved: look at its CPU and at the database's latency." },
	lease_mailbox_refused_total: {
		pages: never,
		first:
			"Reconciliation makes up for what was refused. If it grows all the time, one lease is sent more than it can take: its log says what.",
	},
	lease_actor_stuck_seconds: {
		pages: "above 60 for five minutes",
		first: "A call does not listen to its signal. The actors table names lease and step; look at the daemon's log, then restart the api.",
	},
	lease_actor_panics_total: {
		pages: "any",
		first: "A bug of ours: the log has the stack, beside the lease's id. The actor lives on.",
	},
	lease_claims_taken_total: {
		pages: "more than a few in an hour",
		first:
			"Each is a hand-over or a restart. Agents that take the node from each other are starved of CPU, or NODE_CLAIM_TIME is too short.",
	},
	lease_claims_lost_total: {
		pages: "more than a few in an hour",
		first: "Two agents work under one NODE_NAME, or the database was away for longer than a claim lasts.",
	},
	reconcile_drift_total: {
		pages: "growing without restarts or crashes",
		first: "Somebody removes or starts containers by hand, or another program manages the same host.",
	},
	engine_call_seconds: {
		pages: "`TIMEOUT` or `ENGINE_UNREACHABLE` for minutes",
		first: "The daemon is down or overloaded: its own log says why. Leases stay as they are until it answers.",
	},
	callback_deliveries_total: {
		pages: "`failed` for an hour",
		first: "The receiver is down, or refuses the signature. `refused`: its address is not public; see ALLOW_PRIVATE_CALLBACKS.",
	},
	feed_subscribers: { pages: never, first: "How many streams are open. It falls to zero when nobody watches." },
	socket_connections: { pages: never, first: "One per open tab. Far more than tabs: a proxy that does not pass closes on." },
	socket_refused_total: {
		pages: "`FORBIDDEN` growing",
		first:
			"PUBLIC_URL is not the address that browsers use, or a foreign page tries. `slow_reader`: a tab that did not keep up; it comes back.",
	},
	http_request_seconds: {
		pages: "status `5xx` above one in a hundred",
		first: "`/readyz` names the part that is not well; the log line of the request has its code and cause.",
	},
	check_healthy: {
		pages: "0 for two minutes",
		first: "`/readyz` says what the check saw. `node` at 0 beside a good database: another agent holds the node.",
	},
};
