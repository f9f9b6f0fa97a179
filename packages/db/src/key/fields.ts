import { apiKey } from "../schema/index.ts";

/** The columns of a key that may be seen: no hash is among them. */
export const keyFields = {
	id: apiKey.id,
	tenantId: apiKey.tenantId,
	userId: apiKey.userId,
	parentId: apiKey.parentId,
	name: apiKey.name,
	scopes: apiKey.scopes,
	leaseIds: apiKey.leaseIds,
	cidrs: apiKey.cidrs,
	days: apiKey.days,
	expiresAt: apiKey.expiresAt,
	formerUntil: apiKey.formerUntil,
	createdBy: apiKey.createdBy,
	createdAt: apiKey.createdAt,
	rotatedAt: apiKey.rotatedAt,
	lastUsedAt: apiKey.lastUsedAt,
	lastUsedAddress: apiKey.lastUsedAddress,
	revokedAt: apiKey.revokedAt,
	revokedBy: apiKey.revokedBy,
};
