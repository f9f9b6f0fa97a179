import type { DeviceLoginRecord } from "@berth/db";

/** A login as whoever decides sees it. The key's id is not theirs to know before there is one. */
export const toLoginView = ({ keyId: _keyId, createdAt, expiresAt, ...login }: DeviceLoginRecord) => ({
	...login,
	createdAt: createdAt.toISOString(),
	expiresAt: expiresAt.toISOString(),
});
