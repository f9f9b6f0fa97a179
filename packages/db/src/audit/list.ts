import type { AuditId, TenantId } from "@berth/core";
import { leastUuidOf } from "../new-uuid.ts";
import { parameters, type Queryable, rowsPlannedAnew } from "../query.ts";
import type { Scope } from "../scope.ts";
import type { AuditFilter, AuditOutcome, AuditRecord } from "./audit.ts";

interface Row {
	readonly id: AuditId;
	readonly at: Date;
	readonly tenant_id: TenantId | null;
	readonly actor: string;
	readonly user_id: string | null;
	readonly key_id: string | null;
	readonly address: string | null;
	readonly request_id: string | null;
	readonly action: string;
	readonly target_kind: string | null;
	readonly target_id: string | null;
	readonly outcome: AuditOutcome;
	readonly facts: Readonly<Record<string, unknown>>;
}

const toRecord = (row: Row): AuditRecord => ({
	id: row.id,
	at: row.at,
	tenantId: row.tenant_id,
	actor: row.actor,
	userId: row.user_id,
	keyId: row.key_id,
	address: row.address,
	requestId: row.request_id,
	action: row.action,
	target: row.target_kind === null || row.target_id === null ? null : { kind: row.target_kind, id: row.target_id },
	outcome: row.outcome,
	facts: row.facts,
});

/**
 * Reads a page of the audit log, newest first. Times are those of the ids, which begin with them: every filter is one index in the
 * order of the page.
 *
 * Cost  the page, by the index of the tenant, the actor, the action or the target; of several filters what the rarest has is looked
 *       through. Planned anew for its values. No lock.
 */
export async function listAudit(db: Queryable, scope: Scope, filter: AuditFilter): Promise<AuditRecord[]> {
	const { values, of: p } = parameters();
	const tenantId = scope === "all" ? filter.tenantId : scope.tenantId;
	const where = [
		"true",
		...(tenantId === undefined ? [] : [`tenant_id = ${p(tenantId)}::uuid`]),
		...(filter.actor === undefined ? [] : [`actor = ${p(filter.actor)}::text`]),
		...(filter.action === undefined ? [] : [`action = ${p(filter.action)}::text`]),
		...(filter.target === undefined ? [] : [`target_id = ${p(filter.target)}::text`]),
		...(filter.before === undefined ? [] : [`id < ${p(filter.before)}::uuid`]),
		...(filter.from === undefined ? [] : [`id >= ${p(leastUuidOf(filter.from))}::uuid`]),
		...(filter.until === undefined ? [] : [`id < ${p(leastUuidOf(filter.until))}::uuid`]),
	];
	const text = `
		select id, at, tenant_id, actor, user_id, key_id, address, request_id, action, target_kind, target_id, outcome, facts
		from audit_log where ${where.join(" and ")} order by id desc limit ${p(filter.limit)}`;
	return (await rowsPlannedAnew<Row & Record<string, unknown>>(db, text, values)).map(toRecord);
}
