import { HOUR } from "@berth/core";
import type { LeaseChange } from "../../lease-change.ts";
import type { Parameter } from "../../query.ts";
import { toJson } from "../../to-json.ts";
import type { RestoringRecord } from "./lock-record.ts";
import { type Balance, quotaOf } from "./weigh.ts";

/** What could not be restored can be tried again for at least so long. */
const SECOND_CHANCE_MS = HOUR;

/** Makes the record of what a lease leaves, or moves the one that a lease is made of. */
export const retentionPart = (p: Parameter, change: LeaseChange, record: RestoringRecord | null, { handed }: Balance): string[] => [
	...(record === null ? [] : [recordPart(p, change, record, handed)]),
	...(change.retain === undefined || handed.length === 0 || (change.endRestore === "failed" && record !== null)
		? []
		: retainPart(p, change.retain, handed)),
];

const retainPart = (p: Parameter, retain: NonNullable<LeaseChange["retain"]>, handed: Balance["handed"]): string[] => [
	`kept as (
		insert into retention (
			id, tenant_id, node_id, lease_id, lease_name, state, manifest, items, disk_bytes, created_at, expires_at
		)
		select ${p(retain.id)}::uuid, changed.tenant_id, changed.node_id, changed.id, changed.name, ${p(retain.state)}::text,
			${p(toJson(retain.manifest))}::json, ${p(toJson(retain.items))}::json, ${p(quotaOf(handed))}::bigint,
			statement_timestamp(), statement_timestamp() + ${p(retain.expiresInMs)}::float8 * interval '1 ms'
		from changed
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
