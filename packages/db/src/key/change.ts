import { type ApiKeyId, AppError } from "@berth/core";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Audit } from "../audit/audit.ts";
import { audited } from "../audit/audited.ts";
import type { Connection } from "../connection.ts";
import type { ApiKeyRecord, KeyScope, KeyStore } from "../key-store.ts";
import { apiKey } from "../schema/index.ts";
import { keyFields } from "./fields.ts";
import { findKey, ofScope } from "./find.ts";

/**
 * Puts another secret in place of a key's.
 *
 * Errors       NOT_FOUND, INVALID_STATE (of a dead one).
 * Concurrency  one row, locked for the statement. Of two at the same time the second one's former secret is what the first one made, and
 *              what was there before both is taken no more.
 */
export async function rotateKey(
	connection: Connection,
	id: ApiKeyId,
	scope: KeyScope,
	by: Parameters<KeyStore["rotate"]>[2],
	audit?: Audit,
): Promise<ApiKeyRecord> {
	const row = await audited(
		connection,
		audit,
		async ({ db }) => {
			const [rotated] = await db
				.update(apiKey)
				.set({
					secretHash: by.secretHash,
					formerHash: sql`${apiKey.secretHash}`,
					formerUntil: sql`least(${apiKey.expiresAt}, now() + ${by.overlapMs} * interval '1 ms')`,
					days: by.days,
					expiresAt: by.expiresAt,
					rotatedAt: sql`now()`,
				})
				.where(and(eq(apiKey.id, id), ofScope(scope), isNull(apiKey.revokedAt), gt(apiKey.expiresAt, sql`now()`)))
				.returning(keyFields);
			return rotated;
		},
		(rotated) => rotated && { kind: "key", id, tenantId: scope.tenantId, facts: { days: by.days, overlapMs: by.overlapMs } },
	);
	if (row !== undefined) return row;
	if ((await findKey(connection, id, scope)) === null) throw new AppError("NOT_FOUND");
	throw new AppError("INVALID_STATE", { message: "The key is revoked or has expired; make another one." });
}

/** Revokes a key and those below it, for good. Errors  NOT_FOUND. Cost: the key and those that it made, by api_key_parent_idx. */
export async function revokeKey(
	connection: Connection,
	id: ApiKeyId,
	scope: KeyScope,
	by: string,
	audit?: Audit,
): Promise<readonly ApiKeyId[]> {
	if ((await findKey(connection, id, scope)) === null) throw new AppError("NOT_FOUND");
	const rows = await audited(
		connection,
		audit,
		({ db }) =>
			db
				.update(apiKey)
				.set({ revokedAt: sql`coalesce(${apiKey.revokedAt}, now())`, revokedBy: sql`coalesce(${apiKey.revokedBy}, ${by})` })
				.where(
					sql`${apiKey.id} in (
						with recursive made as (
							select ${id}::uuid as id union select child.id from ${apiKey} child join made on child.parent_id = made.id
						) select id from made)`,
				)
				.returning({ id: apiKey.id }),
		(revoked) => ({ kind: "key", id, tenantId: scope.tenantId, facts: { revoked: revoked.length } }),
	);
	return rows.map((row) => row.id);
}

/** Notes a use, unless one was noted a moment ago by whichever process. Cost: the primary key. */
export async function touchKey({ db }: Connection, id: ApiKeyId, address: string): Promise<void> {
	await db
		.update(apiKey)
		.set({ lastUsedAt: sql`now()`, lastUsedAddress: address })
		.where(and(eq(apiKey.id, id), sql`(${apiKey.lastUsedAt} is null or ${apiKey.lastUsedAt} < now() - interval '50 seconds')`));
}
