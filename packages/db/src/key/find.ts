import type { ApiKeyId } from "@berth/core";
import { and, desc, eq, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { Connection } from "../connection.ts";
import type { ApiKeyRecord, KeyScope, KeyStore } from "../key-store.ts";
import { apiKey, member, tenant, user } from "../schema/index.ts";
import { tenantFields } from "../tenant/find.ts";
import { keyFields } from "./fields.ts";

/** Which rows a scope sees. */
export const ofScope = ({ tenantId, userId }: KeyScope): SQL | undefined =>
	and(tenantId === null ? isNull(apiKey.tenantId) : eq(apiKey.tenantId, tenantId), userId === null ? undefined : eq(apiKey.userId, userId));

/** Reads a key with its user and the role there. Cost: four primary keys; no lock. Prepared: calls of programs ask it. */
export function createFindHolder({ db }: Connection): KeyStore["findHolder"] {
	const query = db
		.select({
			key: keyFields,
			secretHash: apiKey.secretHash,
			formerHash: apiKey.formerHash,
			user: {
				id: user.id,
				email: user.email,
				name: user.name,
				isAdmin: user.isAdmin,
				hasSecondFactor: user.twoFactorEnabled,
				suspendedAt: user.suspendedAt,
			},
			tenant: tenantFields,
			role: member.role,
		})
		.from(apiKey)
		.innerJoin(user, eq(user.id, apiKey.userId))
		.leftJoin(tenant, eq(tenant.id, apiKey.tenantId))
		.leftJoin(member, and(eq(member.tenantId, apiKey.tenantId), eq(member.userId, apiKey.userId)))
		.where(eq(apiKey.id, sql.placeholder("id")))
		.prepare("api_key_holder");
	return async (id) => (await query.execute({ id }))[0] ?? null;
}

/** Reads one key of a scope. Cost: the primary key; no lock. */
export const findKey = async ({ db }: Connection, id: ApiKeyId, scope: KeyScope): Promise<ApiKeyRecord | null> =>
	(
		await db
			.select(keyFields)
			.from(apiKey)
			.where(and(eq(apiKey.id, id), ofScope(scope)))
	)[0] ?? null;

/** Reads a page of keys, newest first. Cost: the page, and revoked ones between, by api_key_tenant_idx; no lock. */
export const listKeys = (
	{ db }: Connection,
	scope: KeyScope,
	{ limit, after, includeRevoked }: Parameters<KeyStore["list"]>[1],
): Promise<readonly ApiKeyRecord[]> =>
	db
		.select(keyFields)
		.from(apiKey)
		.where(
			and(
				ofScope(scope),
				after === undefined ? undefined : lt(apiKey.id, after),
				includeRevoked === true ? undefined : isNull(apiKey.revokedAt),
			),
		)
		.orderBy(desc(apiKey.id))
		.limit(limit);
