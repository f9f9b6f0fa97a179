import { AppError, type RetentionId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { RetentionRecord } from "../records.ts";
import type { Scope } from "../scope.ts";
import { findRetention } from "./find.ts";
import { notRestorable } from "./not-restorable.ts";
import { type RetentionRow, retentionColumns, toRetention } from "./retention-row.ts";

const seen = "retention.id = $1 and ($2::uuid is null or retention.tenant_id = $2)";
const extended = `
	update retention set expires_at = $3 where ${seen} and state = 'active'
	returning ${retentionColumns}`;
const relinquished = `
	update retention set state = 'reaping' where ${seen} and state in ('active', 'reaping')
	returning ${retentionColumns}`;

const scopeOf = (scope: Scope) => (scope === "all" ? null : scope.tenantId);

/**
 * Moves the end of a record that can still be restored.
 *
 * Errors  NOT_FOUND; INVALID_STATE (`data.state`) for one that is not `active`.
 * Cost    the primary key, locked for the statement.
 */
export async function extendRetention(db: Queryable, id: RetentionId, scope: Scope, expiresAt: Date): Promise<RetentionRecord> {
	const [row] = await rowsOf<RetentionRow>(db, extended, [id, scopeOf(scope), expiresAt]);
	return row === undefined ? refuse(db, id, scope) : toRetention(row);
}

/**
 * Gives a record up; one that was stays so.
 *
 * Errors  NOT_FOUND; INVALID_STATE (`data.state`) while it is being restored.
 * Cost    the primary key, locked for the statement.
 */
export async function relinquishRetention(db: Queryable, id: RetentionId, scope: Scope): Promise<RetentionRecord> {
	const [row] = await rowsOf<RetentionRow>(db, relinquished, [id, scopeOf(scope)]);
	return row === undefined ? refuse(db, id, scope) : toRetention(row);
}

async function refuse(db: Queryable, id: RetentionId, scope: Scope): Promise<never> {
	const record = await findRetention(db, id, scope);
	throw record === null ? new AppError("NOT_FOUND") : notRestorable(record.state);
}
