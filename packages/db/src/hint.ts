import type { LeaseHint } from "./stores.ts";

/** Postgres sends a notice to the sessions of the same database alone, so one name serves every installation. */
export const HINT_CHANNEL = "berth_lease";

/** The payload of a notice about the row of a lease that the statement calls `lease`, which it has just written. */
export const hintOfRow = `json_build_object(
	'leaseId', lease.id, 'tenantId', lease.tenant_id, 'nodeId', lease.node_id, 'seq', lease.event_seq,
	'row', json_build_object(
		'state', lease.state, 'operationId', lease.operation_id, 'generation', lease.generation,
		'cancelRequested', lease.cancel_requested, 'isQuarantined', lease.quarantined_at is not null
	)
)::text`;

/** Reads a notice's payload; null when it is not one of ours. */
export function parseHint(payload: string | undefined): LeaseHint | null {
	try {
		const hint: unknown = JSON.parse(payload ?? "");
		return typeof hint === "object" && hint !== null && "leaseId" in hint && "seq" in hint ? (hint as LeaseHint) : null;
	} catch {
		return null;
	}
}
