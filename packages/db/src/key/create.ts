import { AppError } from "@berth/core";
import { and, eq, gt, inArray, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { Audit } from "../audit/audit.ts";
import { noteIfAsked } from "../audit/note.ts";
import type { Connection } from "../connection.ts";
import type { ApiKeyRecord, NewApiKey } from "../key-store.ts";
import { apiKey, lease } from "../schema/index.ts";
import { transaction } from "../transaction.ts";
import { keyFields } from "./fields.ts";
import { ofScope } from "./find.ts";

/**
 * Records a new key. Keys of the same user there that have been dead for three months are forgotten at the same time.
 *
 * Errors       QUOTA_EXCEEDED (data: which, max), NOT_FOUND for a lease that is not the tenant's.
 * Concurrency  two at the same time may both be let in by the last place: the limit keeps lists short and guards nothing.
 */
export const createKey = ({ pool }: Connection, key: NewApiKey, liveMax: number, audit?: Audit): Promise<ApiKeyRecord> =>
	transaction(pool, async (client) => {
		const made = await insertKey(drizzle({ client }), key, liveMax);
		const { id, tenantId, name, scopes, leaseIds, cidrs, days } = made;
		await noteIfAsked(client, audit, { kind: "key", id, tenantId, facts: { name, scopes, leaseIds, cidrs, days } });
		return made;
	});

/** The same within a transaction that others write in, too. */
export async function insertKey(tx: NodePgDatabase, key: NewApiKey, liveMax: number): Promise<ApiKeyRecord> {
	const own = ofScope(key);
	const longAgo = sql`now() - interval '90 days'`;
	await tx.delete(apiKey).where(and(own, or(lt(apiKey.revokedAt, longAgo), lt(apiKey.expiresAt, longAgo))));
	const live = await tx.$count(apiKey, and(own, isNull(apiKey.revokedAt), gt(apiKey.expiresAt, sql`now()`)));
	if (live >= liveMax)
		throw new AppError("QUOTA_EXCEEDED", {
			message: `Nobody has more than ${liveMax} keys; revoke one.`,
			data: { which: "keys", max: liveMax },
		});
	if (key.leaseIds !== null) {
		const ids = [...new Set(key.leaseIds)];
		const ofTenant = key.tenantId === null ? isNotNull(lease.tenantId) : eq(lease.tenantId, key.tenantId);
		if ((await tx.$count(lease, and(inArray(lease.id, ids), ofTenant))) !== ids.length)
			throw new AppError("NOT_FOUND", { message: "There is no such lease, or it is not yours.", data: { field: "leaseIds" } });
	}
	const values = { ...key, scopes: [...key.scopes], leaseIds: key.leaseIds && [...key.leaseIds], cidrs: key.cidrs && [...key.cidrs] };
	const [made] = await tx.insert(apiKey).values(values).returning(keyFields);
	if (made === undefined) throw new AppError("INTERNAL");
	return made;
}
