import { AppError } from "@berth/core";
import { and, eq, gt, inArray, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import type { Audit } from "../audit/audit.ts";
import { audited } from "../audit/audited.ts";
import type { Connection } from "../connection.ts";
import type { ApiKeyRecord, NewApiKey } from "../key-store.ts";
import { apiKey, lease } from "../schema/index.ts";
import { keyFields } from "./fields.ts";
import { ofScope } from "./find.ts";

/**
 * Records a new key. Keys of the same user there that have been dead for three months are forgotten at the same time.
 *
 * Errors       QUOTA_EXCEEDED (data: which, max), NOT_FOUND for a lease that is not the tenant's.
 * Concurrency  two at the same time may both be let in by the last place: the limit keeps lists short and guards nothing.
 */
export const createKey = (connection: Connection, key: NewApiKey, liveMax: number, audit?: Audit): Promise<ApiKeyRecord> =>
	audited(
		connection,
		audit,
		({ db }) => create(db, key, liveMax),
		({ id, name, scopes, leaseIds, cidrs, days }) => ({
			kind: "key",
			id,
			tenantId: key.tenantId,
			facts: { name, scopes, leaseIds, cidrs, days },
		}),
	);

const create = (db: Connection["db"], key: NewApiKey, liveMax: number): Promise<ApiKeyRecord> =>
	db.transaction(async (tx) => {
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
	});
