import { HOUR } from "@berth/core";
import type { LeaseChange } from "../../lease-change.ts";
import type { Parameter } from "../../query.ts";
import { toJson } from "../../to-json.ts";
import type { RestoringRecord } from "./lock-record.ts";
import type { Settled } from "./settle-retained.ts";
import { type Balance, quotaOf } from "./weigh.ts";

/** What could not be restored can be tried again for at least so long. */
const SECOND_CHANCE_MS = HOUR;

/** Makes the record of what a lease leaves, or moves the one that a lease is made of. */
export const retentionPart = (
	p: Parameter,
	change: LeaseChange,
	record: RestoringRecord | null,
	{ handed }: Balance,
	settled: Settled | null,
): string[] => [
	...(record === null ? [] : [recordPart(p, change, record, handed)]),
	...(change.retain === undefined || settled === null ? [] : retainPart(p, change.retain, settled.records)),
];

const retainPart = (p: Parameter, retain: NonNullable<LeaseChange["retain"]>, records: Settled["records"]): string[] => [
	`kept as (
		insert into retention (
			id, tenant_id, node_id, lease_id, lease_name, partition, state, manifest, items, disk_bytes, created_at, expires_at,
			given_up_because, given_up_at, given_up_by
		)
		select made.id, changed.tenant_id, changed.node_id, changed.id, changed.name, changed.partition,
			case when made.because is null then 'active' else 'reaping' end,
			${p(toJson(retain.manifest))}::json, ${p(toJson(retain.items))}::json, made.bytes,
			statement_timestamp(), statement_timestamp() + ${p(retain.expiresInMs)}::float8 * interval '1 ms',
			made.because, case when made.because is not null then statement_timestamp() end,
			case when made.because is not null then ${p(retain.by)}::text end
		from changed, jsonb_to_recordset(${p(toJson(records))}::jsonb) as made (id uuid, because text, bytes bigint)
	)`,
	// A lease closed while it was being restored: what it was made of is in the new record now.
	"outlived as (delete from retention using changed where retention.restoring_lease_id = changed.id)",
];

function recordPart(p: Parameter, change: LeaseChange, record: RestoringRecord, handed: Balance["handed"]): string {
	const move = (set: string) => `moved_record as (
		update retention set ${set}
		from changed
		where retention.id = ${p(record.id)}
	)`;
	if (change.reopen !== undefined) return move("state = 'restoring', restoring_lease_id = changed.id");
	if (change.endRestore === "done") return `restored as (delete from retention using changed where retention.id = ${p(record.id)})`;
	return move(`
		state = 'active', restoring_lease_id = null, disk_bytes = ${p(quotaOf(handed))}::bigint,
		expires_at = greatest(retention.expires_at, statement_timestamp() + ${p(SECOND_CHANCE_MS)}::float8 * interval '1 ms')`);
}
