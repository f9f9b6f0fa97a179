import type { Audit } from "../../audit/audit.ts";
import { auditDoc, auditInsert } from "../../audit/audit-part.ts";
import type { LeaseChange } from "../../lease-change.ts";
import type { Parameter } from "../../query.ts";
import { factsOfChange } from "./audit-facts.ts";

/** Tells who asked for the change; nothing of what the agent does by itself. */
export function auditPart(p: Parameter, audit: Audit | undefined, change: LeaseChange): string[] {
	if (audit === undefined) return [];
	const doc = p(auditDoc(audit, factsOfChange(change)));
	return [`audited as (${auditInsert(doc, { from: "changed", tenantId: "changed.tenant_id", kind: "'lease'", id: "changed.id::text" })})`];
}
