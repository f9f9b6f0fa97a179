import type { Parameter } from "../../query.ts";
import type { Fence, LeaseChange } from "../../stores.ts";
import { toJson } from "../../to-json.ts";

const stays = (column: string, key: string, value: string) =>
	`${column} = case when wish.doc ? '${key}' then ${value} else lease.${column} end`;
const moment = (key: string) => `statement_timestamp() + (wish.doc ->> '${key}')::float8 * interval '1 ms'`;

/**
 * The one UPDATE of a lease. All other parts take their rows from `changed`, so nothing is written when it finds none.
 *
 * Concurrency  the row is locked already; the version says so once more. The fence is read by the statement itself, after the
 *              lock: a claim taken over before it refuses the write, one taken over after it must wait for this row.
 */
export function leasePart(
	p: Parameter,
	target: { readonly id: string; readonly version: number; readonly fence: Fence | null },
	change: LeaseChange,
): string {
	const fenced =
		target.fence === null
			? ""
			: `and lease.node_id = ${p(target.fence.nodeId)} and exists (
				select from node
				where node.id = lease.node_id and node.claim_epoch = ${p(target.fence.epoch)} and node.claimed_until > clock_timestamp()
			)`;
	const freed = change.releaseCapacity ? "held_cpu_millis = null, held_memory_bytes = null, held_disk_bytes = null," : "";
	return `changed as (
		update lease set
			version = lease.version + 1,
			event_seq = lease.event_seq + ${p(change.events.length)}::int,
			${freed}
			state = coalesce(wish.doc ->> 'state', lease.state),
			state_since = case when wish.doc ->> 'state' <> lease.state then statement_timestamp() else lease.state_since end,
			closed_at = case
				when coalesce(wish.doc ->> 'state', lease.state) = 'closed' or wish.doc ? 'closed'
				then coalesce(lease.closed_at, statement_timestamp())
			end,
			generation = coalesce((wish.doc ->> 'generation')::int, lease.generation),
			attempt = coalesce((wish.doc ->> 'attempt')::int, lease.attempt),
			fail_count = coalesce((wish.doc ->> 'failCount')::int, lease.fail_count),
			${stays("observed_generation", "observedGeneration", "(wish.doc ->> 'observedGeneration')::int")},
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
		from (values (${p(toJson(change.set ?? {}))}::jsonb)) as wish (doc)
		where lease.id = ${p(target.id)} and lease.version = ${p(target.version)} ${fenced}
		returning lease.*
	)`;
}
