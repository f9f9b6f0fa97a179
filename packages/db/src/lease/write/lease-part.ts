import type { LeaseChange } from "../../lease-change.ts";
import { isClaimed } from "../../node/assert-claim.ts";
import type { Parameter } from "../../query.ts";
import type { Resources } from "../../records.ts";
import type { Fence } from "../../scope.ts";
import { toJson } from "../../to-json.ts";

const stays = (column: string, key: string, value: string) =>
	`${column} = case when wish.doc ? '${key}' then ${value} else lease.${column} end`;
const moment = (key: string) => `statement_timestamp() + (wish.doc ->> '${key}')::float8 * interval '1 ms'`;

function heldColumns(p: Parameter, held: Resources | null): string {
	if (held === null) return "held_cpu_millis = null, held_memory_bytes = null, held_disk_bytes = null,";
	const { cpuMillis, memoryBytes, diskBytes } = held;
	return `held_cpu_millis = ${p(cpuMillis)}::bigint, held_memory_bytes = ${p(memoryBytes)}::bigint, held_disk_bytes = ${p(diskBytes)}::bigint,`;
}

/**
 * The one UPDATE of a lease. All other parts take their rows from `changed`, so nothing is written when it finds none.
 *
 * Concurrency  the row is locked already; the version says so once more. The fence is read by the statement itself, after the
 *              lock: a claim taken over before it refuses the write, one taken over after it must wait for this row.
 *              `held.admitted` names the part that must have found room first.
 */
export function leasePart(
	p: Parameter,
	target: { readonly id: string; readonly version: number; readonly fence: Fence | null },
	change: LeaseChange,
	held: { readonly after: Resources | null; readonly admitted: string | null } | null,
): string {
	const fenced =
		target.fence === null
			? ""
			: `and lease.node_id = ${p(target.fence.nodeId)} and exists (
				select from node where ${isClaimed("lease.node_id", p(target.fence.epoch))}
			)`;
	const holds = held === null ? "" : heldColumns(p, held.after);
	const active = change.releases?.findLast(({ status }) => status === "active")?.number;
	const wish = { ...change.set, activeRelease: change.set?.activeRelease ?? active };
	return `changed as (
		update lease set
			version = lease.version + 1,
			event_seq = lease.event_seq + ${p(change.events.length)}::int,
			${holds}
			${change.newRelease === undefined ? "" : "release_seq = lease.release_seq + 1,"}
			state = coalesce(wish.doc ->> 'state', lease.state),
			state_since = case when wish.doc ->> 'state' <> lease.state then statement_timestamp() else lease.state_since end,
			closed_at = case
				when coalesce(wish.doc ->> 'state', lease.state) = 'closed' or wish.doc ? 'closed'
				then coalesce(lease.closed_at, statement_timestamp())
			end,
			generation = coalesce((wish.doc ->> 'generation')::int, lease.generation),
			attempt = coalesce((wish.doc ->> 'attempt')::int, lease.attempt),
			fail_count = coalesce((wish.doc ->> 'failCount')::int, lease.fail_count),
			active_release = coalesce((wish.doc ->> 'activeRelease')::int, lease.active_release),
			callback_url = coalesce(wish.doc ->> 'callbackUrl', lease.callback_url),
			expiry_announced = coalesce((wish.doc ->> 'expiryAnnounced')::boolean, lease.expiry_announced),
			close_data = coalesce(wish.doc ->> 'closeData', lease.close_data),
			${stays("serving", "serving", "nullif(wish.doc -> 'serving', 'null')")},
			${stays("cancel_requested", "cancelRequested", "(wish.doc ->> 'cancelRequested')::uuid")},
			${stays("expires_at", "expiresAt", "(wish.doc ->> 'expiresAt')::timestamptz")},
			${stays("reason", "reason", "wish.doc ->> 'reason'")},
			${stays("message", "message", "wish.doc ->> 'message'")},
			${stays("operation_id", "operationId", "(wish.doc ->> 'operationId')::uuid")},
			${stays("deadline_at", "deadlineInMs", moment("deadlineInMs"))},
			${stays("wake_at", "wakeInMs", moment("wakeInMs"))},
			quarantined_at = case (wish.doc ->> 'quarantined')::boolean
				when true then coalesce(lease.quarantined_at, statement_timestamp())
				when false then null
				else lease.quarantined_at
			end
		from (values (${p(toJson(wish))}::jsonb)) as wish (doc)
		where lease.id = ${p(target.id)} and lease.version = ${p(target.version)} ${fenced}
			${held?.admitted ? `and exists (select from ${held.admitted})` : ""}
		returning lease.*
	)`;
}
