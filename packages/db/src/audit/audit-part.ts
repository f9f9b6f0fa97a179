import { newUuid } from "../new-uuid.ts";
import { toJson } from "../to-json.ts";
import type { Audit, AuditOutcome, AuditTarget } from "./audit.ts";

/** What of the statement's own rows a row of the audit log tells. */
interface Told {
	/** Rows it is written for: one each, none when there are none. */
	readonly from: string;
	readonly tenantId: string;
	readonly kind: string;
	readonly id: string;
}

/** An audit as the one parameter of a statement; null where nobody asked. */
export const auditDoc = (audit: Audit | undefined, facts: AuditTarget["facts"] = {}, outcome: AuditOutcome = "done"): string | null =>
	audit === undefined ? null : toJson(auditValue(audit, facts, outcome));

/** The same within a document that is a parameter. */
export const auditValue = (audit: Audit, facts: AuditTarget["facts"] = {}, outcome: AuditOutcome = "done"): object => ({
	...audit,
	facts,
	outcome,
});

/**
 * The insert that stands beside the write it tells of, in the same statement: it costs no other, and is there when that is. `doc` is
 * the SQL of {@link auditDoc}'s value; where that is null nothing is written.
 */
export const auditInsert = (doc: string, { from, tenantId, kind, id }: Told): string => `
	insert into audit_log (
		id, at, tenant_id, actor, user_id, key_id, address, request_id, action, target_kind, target_id, outcome, facts, claim
	)
	select ${newUuid}, statement_timestamp(), ${tenantId}, audit.actor, audit."userId", audit."keyId", audit.address, audit."requestId",
		audit.action, ${kind}, ${id}, audit.outcome, audit.facts, audit.claim
	from ${from}, jsonb_to_record(${doc}::jsonb) as audit (
		actor text, "userId" text, "keyId" text, "tenantId" uuid, address text, "requestId" text, action text, outcome text, facts jsonb,
		claim uuid
	)
	where audit.actor is not null`;
