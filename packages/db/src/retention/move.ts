import { AppError, type RetentionId } from "@berth/core";
import type pg from "pg";
import type { Audit } from "../audit/audit.ts";
import { auditDoc, auditInsert } from "../audit/audit-part.ts";
import { type Queryable, rowsOf } from "../query.ts";
import type { RetentionRecord } from "../records.ts";
import type { Scope } from "../scope.ts";
import { transaction } from "../transaction.ts";
import { findRetention } from "./find.ts";
import { lockLeaseOf } from "./lock-lease.ts";
import { logHints, logParts } from "./log-parts.ts";
import { notRestorable } from "./not-restorable.ts";

const seen = "retention.id = $1 and ($2::uuid is null or retention.tenant_id = $2) and retention.state = 'active'";
const textOf = (set: string, body: string) => `
	with moved as (
		update retention set ${set} where ${seen} returning retention.*
	), ended as (
		select lease_id, $3::text as actor, ${body} as body from moved
	), ${logParts("ended").join(", ")}, audited as (
		${auditInsert("$4", { from: "moved", tenantId: "moved.tenant_id", kind: "'retention'", id: "moved.id::text" })}
	)
	select (select count(*) from (${logHints}) hints) as told from moved`;

// As clients read every time: to the millisecond, in UTC.
const until = `to_char(moved.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const extended = textOf("expires_at = $5", `jsonb_build_object('type', 'extended', 'retentionId', moved.id, 'until', ${until})`);
const relinquished = textOf(
	"state = 'reaping', given_up_because = 'asked', given_up_at = statement_timestamp(), given_up_by = $3",
	`jsonb_build_object(
		'type', 'relinquished', 'because', 'asked', 'bytes', moved.disk_bytes,
		'volumes', (select count(*) from volume where volume.retention_id = moved.id)
	)`,
);

const scopeOf = (scope: Scope) => (scope === "all" ? null : scope.tenantId);

/**
 * Moves the end of a record that can still be restored, and tells the log of its lease.
 *
 * Errors       NOT_FOUND; INVALID_STATE (`data.state`) for one that is not `active`.
 * Concurrency  locks the lease, then the record.
 */
export async function extendRetention(
	pool: pg.Pool,
	id: RetentionId,
	scope: Scope,
	by: string,
	expiresAt: Date,
	audit?: Audit,
): Promise<RetentionRecord> {
	const doc = auditDoc(audit, { until: expiresAt.toISOString() });
	return move(pool, id, scope, async (db) => (await rowsOf(db, extended, [id, scopeOf(scope), by, doc, expiresAt])).length > 0);
}

/**
 * Gives a record up and tells the log of its lease; one that was stays so.
 *
 * Errors       NOT_FOUND; INVALID_STATE (`data.state`) while it is being restored.
 * Concurrency  locks the lease, then the record.
 */
export async function relinquishRetention(
	pool: pg.Pool,
	id: RetentionId,
	scope: Scope,
	by: string,
	audit?: Audit,
): Promise<RetentionRecord> {
	return move(pool, id, scope, async (db) => {
		if ((await rowsOf(db, relinquished, [id, scopeOf(scope), by, auditDoc(audit)])).length > 0) return true;
		return (await findRetention(db, id, scope))?.state === "reaping";
	});
}

/** Reads the record after the move, or refuses with the state that forbade it. */
const move = (pool: pg.Pool, id: RetentionId, scope: Scope, write: (db: Queryable) => Promise<boolean>): Promise<RetentionRecord> =>
	transaction(pool, async (client) => {
		await lockLeaseOf(client, id);
		const isWritten = await write(client);
		const record = await findRetention(client, id, scope);
		if (record === null) throw new AppError("NOT_FOUND");
		if (!isWritten) throw notRestorable(record.state);
		return record;
	});
