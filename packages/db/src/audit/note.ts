import { type Queryable, rowsOf } from "../query.ts";
import type { Audit, AuditOutcome, AuditTarget } from "./audit.ts";
import { auditDoc, auditInsert } from "./audit-part.ts";

const text = auditInsert("$1", { from: "(values (1)) as always", tenantId: "$2::uuid", kind: "$3::text", id: "$4::text" });

/** Writes one row: within the transaction of what it tells of where there is one. Cost: one row and its four indexes. */
export async function noteAudit(db: Queryable, audit: Audit, target: AuditTarget | null, outcome: AuditOutcome): Promise<void> {
	const tenantId = target?.tenantId === undefined ? audit.tenantId : target.tenantId;
	await rowsOf(db, text, [auditDoc(audit, target?.facts, outcome), tenantId, target?.kind ?? null, target?.id ?? null]);
}
