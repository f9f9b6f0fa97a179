import { type Queryable, rowsOf } from "../query.ts";
import type { Audit, AuditOutcome, AuditTarget } from "./audit.ts";
import { auditDoc, auditInsert } from "./audit-part.ts";

// What an admin does to a lease is its tenant's to see, too.
const tenantId = "coalesce($2::uuid, (select lease.tenant_id from lease where lease.id = $5::uuid))";
const text = auditInsert("$1", { from: "(values (1)) as always", tenantId, kind: "$3::text", id: "$4::text" });

/** Writes one row: within the transaction of what it tells of where there is one. Cost: one row and its four indexes. */
export async function noteAudit(db: Queryable, audit: Audit, target: AuditTarget | null, outcome: AuditOutcome): Promise<void> {
	const whose = target?.tenantId === undefined ? audit.tenantId : target.tenantId;
	const leaseId = target?.kind === "lease" ? target.id : null;
	await rowsOf(db, text, [auditDoc(audit, target?.facts, outcome), whose, target?.kind ?? null, target?.id ?? null, leaseId]);
}

/** The same within a transaction, of what somebody asked for; nothing without an audit. */
export async function noteIfAsked(client: Queryable, audit: Audit | undefined, target: AuditTarget): Promise<void> {
	if (audit !== undefined) await noteAudit(client, audit, target, "done");
}
