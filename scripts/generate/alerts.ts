export interface Alert {
	readonly name: string;
	readonly expr: string;
	/** How long it must hold; a passing moment calls nobody. */
	readonly for: string;
	/** `page` wakes somebody up, `ticket` waits until the morning. */
	readonly severity: "page" | "ticket";
	/** What is the matter, with the alert's own labels where it has some. */
	readonly summary: string;
}

const working = 'state=~"provisioning|restarting|updating|restoring|starting|stopping|failing|deprovisioning"';

/** The middle, or another share, of a histogram over a time. */
const quantile = (share: number, name: string, over: string, by = "", matching = "") =>
	`histogram_quantile(${share}, sum by (le${by === "" ? "" : `, ${by}`}) (rate(${name}_bucket${matching}[${over}])))`;

/** None of them succeeded although some were tried. */
const noneWell = (name: string, over: string, by: string) =>
	`sum by (${by}) (increase(${name}_count[${over}])) > 0 unless sum by (${by}) (increase(${name}_count{outcome="ok"}[${over}])) > 0`;

/** When each figure calls somebody, as Prometheus asks it: `pages` of the advice, by figure. Gauges that every process reads alike take the highest. */
export const alerts: Readonly<Record<string, readonly Alert[]>> = {
	lease_transitions_total: [
		{
			name: "BerthManyInstancesDied",
			expr: 'sum(increase(lease_transitions_total{event="instanceDied"}[5m])) > 10',
			for: "0m",
			severity: "page",
			summary: "{{ $value | humanize }} leases lost a container within five minutes.",
		},
	],
	lease_count: [
		{
			name: "BerthLeasesPileUp",
			expr: `max by (state) (delta(lease_count{${working}}[30m])) > 10 and min by (state) (min_over_time(lease_count{${working}}[30m])) > 0`,
			for: "10m",
			severity: "ticket",
			summary: "More and more leases are {{ $labels.state }}.",
		},
	],
	lease_work_seconds: [
		{
			name: "BerthWorkFails",
			expr: 'sum(rate(lease_work_seconds_count{outcome=~".+Failed"}[15m])) / sum(rate(lease_work_seconds_count[15m])) > 0.3 and sum(increase(lease_work_seconds_count[15m])) > 10',
			for: "5m",
			severity: "ticket",
			summary: "{{ $value | humanizePercentage }} of the work of leases fails.",
		},
	],
	lease_operation_seconds: [
		{
			name: "BerthOperationsSlow",
			expr: `${quantile(0.5, "lease_operation_seconds", "1h", "", '{state="succeeded"}')} > 2 * histogram_quantile(0.5, sum by (le) (rate(lease_operation_seconds_bucket{state="succeeded"}[1h] offset 1h))) and sum(increase(lease_operation_seconds_count{state="succeeded"}[1h])) > 20`,
			for: "10m",
			severity: "ticket",
			summary: "Operations take twice as long as an hour ago: {{ $value | humanizeDuration }} in the middle.",
		},
	],
	lease_lane_depth: [
		{
			name: "BerthLanesFull",
			expr: 'min by (instance) (min_over_time(lease_lane_depth{lane="work",place="waiting"}[10m])) > 0',
			for: "1m",
			severity: "ticket",
			summary: "{{ $value }} works have waited for a lane on {{ $labels.instance }} for ten minutes.",
		},
	],
	usage_table_bytes: [
		{
			name: "BerthUsageTableLarge",
			expr: 'max(usage_table_bytes{table="minute"}) > 20 * 2^30',
			for: "30m",
			severity: "ticket",
			summary: "The use that is kept by the minute takes {{ $value | humanize1024 }}B of the database.",
		},
	],
	usage_minutes_pending: [
		{
			name: "BerthUsageNotWritten",
			expr: "max by (instance) (deriv(usage_minutes_pending[30m])) > 0 and max by (instance) (min_over_time(usage_minutes_pending[30m])) > 0",
			for: "10m",
			severity: "ticket",
			summary: "What leases use is measured on {{ $labels.instance }} and cannot be written.",
		},
	],
	usage_minutes_lost: [
		{
			name: "BerthUsageLost",
			expr: "max by (instance) (delta(usage_minutes_lost[15m])) > 0",
			for: "0m",
			severity: "ticket",
			summary: "{{ $value | humanize }} minutes of what leases used are lost on {{ $labels.instance }}.",
		},
	],
	lease_lane_wait_seconds: [
		{
			name: "BerthLaneWaitLong",
			expr: `${quantile(0.5, "lease_lane_wait_seconds", "10m", "lane")} > 30`,
			for: "10m",
			severity: "ticket",
			summary: "A {{ $labels.lane }} waits {{ $value | humanizeDuration }} for its turn.",
		},
	],
	lease_wake_lag_seconds: [
		{
			name: "BerthWorkBeginsLate",
			expr: `${quantile(0.95, "lease_wake_lag_seconds", "10m")} > 4`,
			for: "10m",
			severity: "ticket",
			summary: "Leases wait {{ $value | humanizeDuration }} for their actor.",
		},
	],
	lease_expiries_total: [
		{
			name: "BerthManyLeasesExpire",
			expr: 'sum(increase(lease_expiries_total{what="closed"}[1h])) > 20 and sum(increase(lease_expiries_total{what="closed"}[1h])) > 4 * sum(increase(lease_expiries_total{what="closed"}[1d])) / 24',
			for: "0m",
			severity: "page",
			summary: "{{ $value | humanize }} leases were closed at the end of their term within an hour.",
		},
	],
	retention_records: [
		{
			name: "BerthRetainedDataStays",
			expr: 'max by (state) (min_over_time(retention_records{state="reaping"}[6h])) > 0',
			for: "10m",
			severity: "ticket",
			summary: "Retained data that was given up has not gone for six hours.",
		},
		{
			name: "BerthRestoreHangs",
			expr: 'max by (state) (min_over_time(retention_records{state="restoring"}[2h])) > 0',
			for: "10m",
			severity: "ticket",
			summary: "Retained data has been being restored for two hours.",
		},
	],
	retention_bytes: [
		{
			name: "BerthRetainedDataGrows",
			expr: "sum(max by (state) (retention_bytes)) > 2 * sum(max by (state) (retention_bytes offset 1d)) and sum(max by (state) (retention_bytes)) > 100e9",
			for: "1h",
			severity: "ticket",
			summary: "Retained data holds {{ $value | humanize1024 }}B, twice of yesterday's.",
		},
	],
	volume_orphans: [
		{
			name: "BerthVolumesWithoutRow",
			expr: "max by (instance) (volume_orphans) > 0",
			for: "15m",
			severity: "ticket",
			summary: "{{ $value }} volumes on {{ $labels.instance }} belong to nobody.",
		},
	],
	retention_reaped_total: [
		{
			name: "BerthDataResists",
			expr: 'sum by (outcome) (increase(retention_reaped_total{outcome=~"resisted|skipped"}[1h])) > 0',
			for: "1h",
			severity: "ticket",
			summary: "Given-up data cannot be destroyed: {{ $labels.outcome }}.",
		},
	],
	retention_ended_total: [
		{
			name: "BerthRetainedDataLost",
			expr: 'sum(increase(retention_ended_total{because="lost"}[15m])) > 0',
			for: "0m",
			severity: "page",
			summary: "Retained data is gone from a disk without Berth's doing.",
		},
		{
			name: "BerthRetainingRefused",
			expr: 'sum(increase(retention_ended_total{because="refused"}[6h])) > 10',
			for: "0m",
			severity: "ticket",
			summary: "For the data of {{ $value | humanize }} closed leases there was no room.",
		},
	],
	retention_capped_total: [
		{
			name: "BerthRetainedDataCapped",
			expr: 'sum(increase(retention_capped_total{cap="node-bytes"}[1h])) > 0',
			for: "0m",
			severity: "ticket",
			summary: "A node's cap of retained data was reached.",
		},
	],
	backup_exports_total: [
		{
			name: "BerthExportsFail",
			expr: 'sum(increase(backup_exports_total{outcome!~"ok|ABORTED"}[1h])) > 0 unless sum(increase(backup_exports_total{outcome="ok"}[1h])) > 0',
			for: "10m",
			severity: "ticket",
			summary: "No export of a lease's data has succeeded for an hour.",
		},
	],
	backup_imports_total: [
		{
			name: "BerthImportsFail",
			expr: 'sum by (outcome) (increase(backup_imports_total{outcome=~"NO_SPACE|ENGINE_FAILED"}[15m])) > 0',
			for: "0m",
			severity: "ticket",
			summary: "An import of data ended with {{ $labels.outcome }}.",
		},
	],
	volume_destroy_refused_total: [
		{
			name: "BerthVolumeOfAnother",
			expr: 'sum by (instance) (increase(volume_destroy_refused_total{why="not_owned"}[1h])) > 0',
			for: "0m",
			severity: "page",
			summary: "A volume that was to be destroyed on {{ $labels.instance }} belongs to another.",
		},
		{
			name: "BerthVolumesUnsure",
			expr: 'sum by (instance) (increase(volume_destroy_refused_total{why="root_unsure"}[15m])) > 0',
			for: "15m",
			severity: "page",
			summary: "The directory of volumes of {{ $labels.instance }} is not the one it was, or cannot be read.",
		},
	],
	sweep_stage_seconds: [
		{
			name: "BerthSweepFails",
			expr: noneWell("sweep_stage_seconds", "15m", "instance, stage"),
			for: "5m",
			severity: "ticket",
			summary: "No sweep of {{ $labels.instance }} has done {{ $labels.stage }} for a quarter of an hour.",
		},
	],
	lease_mailbox_depth: [
		{
			name: "BerthActorsStarve",
			expr: "min by (instance) (min_over_time(lease_mailbox_depth[5m])) > 0",
			for: "1m",
			severity: "ticket",
			summary: "Messages have waited in the inboxes of {{ $labels.instance }} for five minutes.",
		},
	],
	lease_actor_stuck_seconds: [
		{
			name: "BerthActorStuck",
			expr: "max by (instance) (lease_actor_stuck_seconds) > 60",
			for: "5m",
			severity: "page",
			summary: "An actor of {{ $labels.instance }} is {{ $value | humanizeDuration }} past its deadline.",
		},
	],
	lease_actor_panics_total: [
		{
			name: "BerthActorThrew",
			expr: "sum by (instance) (increase(lease_actor_panics_total[10m])) > 0",
			for: "0m",
			severity: "ticket",
			summary: "An actor of {{ $labels.instance }} threw: a bug.",
		},
	],
	lease_claims_taken_total: [
		{
			name: "BerthNodeChangesHands",
			expr: "sum(increase(lease_claims_taken_total[1h])) > 6",
			for: "0m",
			severity: "ticket",
			summary: "Nodes were taken {{ $value | humanize }} times within an hour.",
		},
	],
	lease_claims_lost_total: [
		{
			name: "BerthClaimsLost",
			expr: "sum by (instance) (increase(lease_claims_lost_total[1h])) > 3",
			for: "0m",
			severity: "ticket",
			summary: "{{ $labels.instance }} lost its node {{ $value | humanize }} times within an hour.",
		},
	],
	reconcile_drift_total: [
		{
			name: "BerthDrift",
			expr: "sum by (kind) (increase(reconcile_drift_total[1h])) > 20",
			for: "0m",
			severity: "ticket",
			summary: "{{ $value | humanize }} differences ({{ $labels.kind }}) between rows and hosts within an hour.",
		},
	],
	reconcile_seconds: [
		{
			name: "BerthReconcileFails",
			expr: noneWell("reconcile_seconds", "15m", "instance"),
			for: "5m",
			severity: "page",
			summary: "{{ $labels.instance }} has not compared its node with the rows for a quarter of an hour.",
		},
	],
	db_query_seconds: [
		{
			name: "BerthDatabaseTrouble",
			expr: 'sum by (instance) (rate(db_query_seconds_count{outcome=~"DATABASE_UNAVAILABLE|TIMEOUT"}[5m])) > 0',
			for: "5m",
			severity: "page",
			summary: "Queries of {{ $labels.instance }} end without an answer.",
		},
		{
			name: "BerthDatabaseSlow",
			expr: `${quantile(0.95, "db_query_seconds", "10m", "instance")} > 0.5`,
			for: "10m",
			severity: "ticket",
			summary: "One of twenty queries of {{ $labels.instance }} takes {{ $value | humanizeDuration }}.",
		},
	],
	listen_reconnects_total: [
		{
			name: "BerthListenerUnsteady",
			expr: "sum by (instance) (increase(listen_reconnects_total[1h])) > 6",
			for: "0m",
			severity: "ticket",
			summary: "{{ $labels.instance }} lost the connection that hears of commits {{ $value | humanize }} times within an hour.",
		},
	],
	engine_call_seconds: [
		{
			name: "BerthEngineAway",
			expr: 'sum by (instance) (rate(engine_call_seconds_count{outcome=~"TIMEOUT|ENGINE_UNREACHABLE"}[5m])) > 0',
			for: "5m",
			severity: "page",
			summary: "The container engine beside {{ $labels.instance }} does not answer.",
		},
	],
	callback_deliveries_total: [
		{
			name: "BerthCallbacksFail",
			expr: 'sum(increase(callback_deliveries_total{outcome="failed"}[1h])) > 10 unless sum(increase(callback_deliveries_total{outcome="delivered"}[1h])) > 0',
			for: "10m",
			severity: "ticket",
			summary: "No callback has arrived for an hour.",
		},
		{
			name: "BerthCallbacksAbandoned",
			expr: 'sum(increase(callback_deliveries_total{outcome="abandoned"}[1h])) > 0',
			for: "0m",
			severity: "ticket",
			summary: "{{ $value | humanize }} callbacks were given up within an hour.",
		},
	],
	webhook_deliveries_total: [
		{
			name: "BerthWebhookTurnedOff",
			expr: 'sum(increase(webhook_deliveries_total{outcome="turned_off"}[1h])) > 0',
			for: "0m",
			severity: "ticket",
			summary: "{{ $value | humanize }} webhooks failed for days and were turned off.",
		},
	],
	rate_limited_total: [
		{
			name: "BerthKeysRefused",
			expr: 'sum(increase(rate_limited_total{which="address"}[1h])) > 200',
			for: "10m",
			severity: "ticket",
			summary: "{{ $value | humanize }} calls with keys that were no good were refused within an hour.",
		},
	],
	feed_lag_seconds: [
		{
			name: "BerthFeedLate",
			expr: `${quantile(0.95, "feed_lag_seconds", "10m")} > 2`,
			for: "10m",
			severity: "ticket",
			summary: "Open pages see changes {{ $value | humanizeDuration }} late.",
		},
	],
	socket_refused_total: [
		{
			name: "BerthForeignSockets",
			expr: 'sum(increase(socket_refused_total{why="FORBIDDEN"}[1h])) > 20',
			for: "0m",
			severity: "ticket",
			summary: "{{ $value | humanize }} sockets of another origin were refused within an hour.",
		},
	],
	http_request_seconds: [
		{
			name: "BerthRequestsFail",
			expr: 'sum(rate(http_request_seconds_count{part!="readyz",status="5xx"}[5m])) / sum(rate(http_request_seconds_count{part!="readyz"}[5m])) > 0.01 and sum(increase(http_request_seconds_count{part!="readyz",status="5xx"}[5m])) > 5',
			for: "5m",
			severity: "page",
			summary: "{{ $value | humanizePercentage }} of requests fail on our side.",
		},
	],
	check_healthy: [
		{
			name: "BerthCheckFails",
			expr: "min by (instance, check) (check_healthy) == 0",
			for: "2m",
			severity: "page",
			summary: "The check {{ $labels.check }} of {{ $labels.instance }} fails.",
		},
		{
			name: "BerthNotScraped",
			expr: "absent(check_healthy)",
			for: "5m",
			severity: "page",
			summary: "No process of Berth is scraped.",
		},
	],
};
