import type { LeaseChange } from "../../lease-change.ts";
import type { Parameter } from "../../query.ts";
import { toJson } from "../../to-json.ts";

const columns = ["service", "sku", "quantity", "cpu_millis", "memory_bytes", "disk_bytes", "pids_max", "domain"];

/** SQL for the values of one item, a json object called `item.doc`, in the order of the table's columns from `service` on. */
export const itemValues = `
	item.doc ->> 'service', item.doc ->> 'sku', (item.doc ->> 'quantity')::int, (item.doc ->> 'cpuMillis')::bigint,
	(item.doc ->> 'memoryBytes')::bigint, (item.doc ->> 'diskBytes')::bigint, (item.doc ->> 'pidsMax')::int, item.doc ->> 'domain'`;
export const itemColumns = columns.join(", ");

/** Replaces the items of a lease: those that stay in their place are overwritten, for one statement touches a row once. */
export function itemPart(p: Parameter, items: LeaseChange["items"]): string[] {
	if (items === undefined) return [];
	return [
		`dropped_items as (
			delete from lease_item using changed where lease_item.lease_id = changed.id and lease_item.position > ${p(items.length)}::int
		)`,
		`put_items as (
			insert into lease_item (lease_id, position, ${itemColumns})
			select changed.id, item.ordinality, ${itemValues}
			from changed, jsonb_array_elements(${p(toJson(items))}::jsonb) with ordinality as item (doc, ordinality)
			on conflict (lease_id, position) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(", ")}
		)`,
	];
}
