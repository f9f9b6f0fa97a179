import type { AccessScope, ApiKeyId, Millis, TenantId } from "@berth/core";
import type pg from "pg";
import type { DeviceLoginPoll, DeviceLoginState } from "../device-login-store.ts";
import { type Queryable, rowsOf } from "../query.ts";
import { stateOf } from "./find.ts";

// What it reads is as it was before what it writes.
const text = `
	with asked as (
		update device_login set polled_at = now() where device_hash = $1 and confirmed_at is null and denied_at is null and expires_at > now()
	)
	select ${stateOf} as state, coalesce(d.polled_at > now() - $2::float8 * interval '1 ms', false) as "isTooSoon",
		k.id as "keyId", k.name, k.scopes, k.expires_at as "expiresAt", t.id as "tenantId", t.name as "tenantName"
	from device_login d left join api_key k on k.id = d.key_id left join tenant t on t.id = k.tenant_id
	where d.device_hash = $1`;

interface Row extends pg.QueryResultRow {
	readonly state: DeviceLoginState;
	readonly isTooSoon: boolean;
	readonly keyId: ApiKeyId | null;
	readonly name: string;
	readonly scopes: readonly AccessScope[];
	readonly expiresAt: Date;
	readonly tenantId: TenantId | null;
	readonly tenantName: string;
}

/** Reads how a login stands, and notes that it was asked. Cost: three primary keys, and one row written while nobody has decided. */
export async function pollLogin(db: Queryable, deviceHash: string, everyMs: Millis): Promise<DeviceLoginPoll | null> {
	const [row] = await rowsOf<Row>(db, text, [deviceHash, everyMs]);
	if (row === undefined) return null;
	const { state, isTooSoon, keyId: id, name, scopes, expiresAt, tenantId, tenantName } = row;
	const key = id && { id, name, scopes, expiresAt, tenant: tenantId && { id: tenantId, name: tenantName } };
	// A key that is gone, with its owner or its tenant, is one that nobody can use.
	return { state: state === "confirmed" && key === null ? "expired" : state, isTooSoon, key };
}
