export interface Advice {
	/** When somebody should be called. */
	readonly pages: string;
	/** What that person looks at and does first. */
	readonly first: string;
}

/** It calls nobody: it is there for whoever looks. */
export const never = "never";

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
	backup_exports_total: {
		pages: "`outcome` is anything but `ok` and `ABORTED` for every export of an hour",
		first: "Read the log lines of `backup.export`: `CONFLICT` is a lease that was started meanwhile, `ENGINE_FAILED` a disk that fails.",
	},
	backup_imports_total: {
		pages: "`NO_SPACE` or `ENGINE_FAILED`",
		first: "Look at the room on the disk of the volumes; what was refused with `BAD_INPUT` is the archive's own fault.",
	},
	backup_bytes_total: {
		pages: never,
		first: "How busy archives keep the disk and the network; see `docs/backups.md` for how many there may be at once.",
	},
	rate_limited_total: {
		pages: "`address` above a few a minute for an hour",
		first:
			"`address`: a program goes on with a key that is no good, or somebody guesses; the log of requests says from where. `caller` and `tenant`: one of them asks in a loop, or CALLS_PER_CALLER and CALLS_PER_TENANT are too low for what it does. `login` and `code`: a script runs `berth login` in a loop, or somebody guesses codes of it; the log of requests says from where.",
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
	lease_wake_lag_seconds: {
		pages: "one of twenty above 4 for ten minutes",
		first:
			"Commits are not heard of, so that work is found by the poll alone: look at `listen_reconnects_total`, and whether a pooler in transaction mode stands before the database. Else the process is starved.",
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
		pages: "twice what it was a day ago",
		first: "Shorten RETENTION_GRACE for what is closed from now on, or give up records by hand: the oldest first.",
	},
	volume_orphans: {
		pages: "above zero",
		first: "`admin.volumes.orphans` lists them. The database may be an older backup: restore the newer one. See docs/retention.md.",
	},
	retention_ended_total: {
		pages: "`lost` at all; `refused` growing",
		first:
			"Lost: the disk of the node was changed by something else than Berth, and `admin.retentions.gone` says whose data it was. Refused: see `retention_capped_total`.",
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
	volume_destroy_refused_total: {
		pages: "any `not_owned`; `root_unsure` for half an hour",
		first:
			"Nothing was destroyed. `not_owned`: a row and a record contradict each other, which is a bug of ours or an edit by hand; the log names both. `root_unsure`: look whether the disk of VOLUME_ROOT is mounted. `in_use`: containers of a closed lease are left, and reconciliation removes them. `driver`: the log has the cause.",
	},
	sweep_stage_seconds: {
		pages: "no `ok` of a stage for a quarter of an hour",
		first: "The lines of `sweep.<stage>` in the log have the code. The stage is tried again by every sweep, and the others go on.",
	},
	usage_table_bytes: {
		pages: "`minute` above 20 GiB",
		first:
			"Days that are old are dropped by the agents: is one running? `pg_partition_tree('usage_minute')` names those that are there. See docs/usage.md.",
	},
	usage_minutes_pending: {
		pages: "still growing after half an hour",
		first: "The agent cannot write what it measured: look at the database. An hour of a thousand services is held meanwhile.",
	},
	usage_minutes_lost: {
		pages: "growing",
		first: "The database was away for longer than that, or this host's clock is days wrong; the log says which.",
	},
	watch_cpu_ratio: {
		pages: never,
		first:
			"Above WATCH_CPU_BUDGET containers are read more rarely. The fleet page says who counts: where it is the daemon, give the process the host's /sys/fs/cgroup and /proc.",
	},
	watch_interval_seconds: {
		pages: never,
		first: "Above USAGE_INTERVAL: watching is over its budget, or the daemon counts. The history is coarser, and as complete.",
	},
	watch_upstreams: { pages: never, first: "Not zero while nobody looks: a program keeps its streams open; `feed_subscribers` says which." },
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
	reconcile_seconds: {
		pages: "no `ok` for a quarter of an hour",
		first:
			"The lines of `reconcile` in the log have the code: the engine cannot be listed or the rows cannot be read. Until then drift stays.",
	},
	db_query_seconds: {
		pages: "`DATABASE_UNAVAILABLE` or `TIMEOUT` for five minutes, or one of twenty above half a second",
		first:
			"All queries slow: the database's host is busy, or DATABASE_POOL_MAX is too small and they wait for a connection. One alone: look at its plan. `leases.change` waits for other changes of the same lease, which is as it should be.",
	},
	listen_reconnects_total: {
		pages: "more than six in an hour",
		first:
			"Something between here and the database ends quiet connections. What was missed meanwhile was looked up; changes are only seen later.",
	},
	engine_call_seconds: {
		pages: "`TIMEOUT` or `ENGINE_UNREACHABLE` for minutes",
		first: "The daemon is down or overloaded: its own log says why. Leases stay as they are until it answers.",
	},
	callback_deliveries_total: {
		pages: "nothing but `failed` for an hour, or any `abandoned`",
		first: "The receiver is down, or refuses the signature. `refused`: its address is not public; see ALLOW_PRIVATE_CALLBACKS.",
	},
	webhook_deliveries_total: {
		pages: "any `turned_off`",
		first:
			"A webhook failed for five days and is off: its page says with what, and turns it on again. `refused`: its address is not public; see ALLOW_PRIVATE_CALLBACKS.",
	},
	feed_subscribers: { pages: never, first: "How many streams are open. It falls to zero when nobody watches." },
	feed_lag_seconds: {
		pages: "one of twenty above 2 for ten minutes",
		first: "As for `lease_wake_lag_seconds`; else the api is starved: look at its CPU and at `db_query_seconds` of `reader.events`.",
	},
	socket_connections: { pages: never, first: "One per open tab. Far more than tabs: a proxy that does not pass closes on." },
	socket_refused_total: {
		pages: "`FORBIDDEN` growing",
		first:
			"PUBLIC_URL is not the address that browsers use, or a foreign page tries. `slow_reader`: a tab that did not keep up; it comes back.",
	},
	exec_sessions: { pages: never, first: "Terminals and programs in containers that go on now. At EXEC_SESSIONS_MAX new ones are refused." },
	exec_sessions_ended_total: {
		pages: never,
		first:
			"`failed` growing: the engine or the database was away; the log line `exec.session` has the code. `forbidden`: a right was taken back.",
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
