import type { LeaseChange } from "../../lease-change.ts";
import type { Parameter } from "../../query.ts";
import { toJson } from "../../to-json.ts";
import type { RestoringRecord } from "./lock-record.ts";
import type { Settled } from "./settle-retained.ts";

/** Records volumes that a lease gets; the schema refuses a second one of an instance. */
export function newVolumePart(p: Parameter, volumes: LeaseChange["newVolumes"] = []): string[] {
	if (volumes.length === 0) return [];
	return [
		`laid_out as (
			insert into volume (id, node_id, tenant_id, lease_id, service, index, quota_bytes, created_at)
			select new.id, changed.node_id, changed.tenant_id, changed.id, new.service, new.index, new."quotaBytes", statement_timestamp()
			from changed, jsonb_to_recordset(${p(toJson(volumes))}::jsonb) as new (id uuid, service text, index int, "quotaBytes" bigint)
		)`,
	];
}

/** Hands volumes over and sets their limits: one UPDATE, for a statement writes a row once. */
export function volumePart(p: Parameter, change: LeaseChange, record: RestoringRecord | null, settled: Settled | null): string[] {
	const quotas = change.volumeQuotas ?? [];
	const moves = [];
	let owned = "volume.lease_id = changed.id";
	if (settled !== null) {
		const keepers = settled.records.flatMap(({ id, volumeIds }) => volumeIds.map((volume) => [volume, id]));
		moves.push("lease_id = null", `retention_id = (${p(toJson(Object.fromEntries(keepers)))}::jsonb ->> volume.id::text)::uuid`);
	} else if (change.endRestore === "failed" && record !== null) moves.push("lease_id = null", `retention_id = ${p(record.id)}::uuid`);
	else if (change.reopen !== undefined) {
		moves.push("lease_id = changed.id", "retention_id = null");
		owned = `volume.retention_id = ${p(change.reopen)}`;
	}
	if (quotas.length === 0 && moves.length === 0) return [];
	const limits = `${p(toJson(Object.fromEntries(quotas.map(({ id, quotaBytes }) => [id, quotaBytes]))))}::jsonb`;
	const isNamed = moves.length === 0 ? `and ${limits} ? volume.id::text` : "";
	return [
		`handed as (
			update volume set
				${[...moves, `quota_bytes = coalesce((${limits} ->> volume.id::text)::bigint, volume.quota_bytes)`].join(", ")}
			from changed
			where ${owned} ${isNamed}
		)`,
	];
}
