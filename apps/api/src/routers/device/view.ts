import type { DeviceLoginRecord } from "@berth/db";

/** A login as whoever decides sees it, from where they are. The key's id is not theirs to know before there is one. */
export const toLoginView = ({ keyId: _keyId, createdAt, expiresAt, ...login }: DeviceLoginRecord, address: string) => ({
	...login,
	/** Whether it asks from where they come from themselves: a program of somebody else's seldom does. */
	isFromHere: login.address === address,
	createdAt: createdAt.toISOString(),
	expiresAt: expiresAt.toISOString(),
});
