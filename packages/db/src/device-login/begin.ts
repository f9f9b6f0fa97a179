import type { Millis } from "@berth/core";
import type { NewDeviceLogin } from "../device-login-store.ts";
import { type Queryable, rowsOf } from "../query.ts";

const text = `
	insert into device_login (key_id, device_hash, code_hash, secret_hash, program, host, address, scopes, tenant_wanted, expires_at)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10::float8 * interval '1 ms')
	on conflict (code_hash) do nothing
	returning expires_at as "expiresAt"`;

/** Keeps a login, unless its code is another's. Cost: one row and its four indexes. */
export async function beginLogin(db: Queryable, login: NewDeviceLogin, forMs: Millis): Promise<Date | null> {
	const { keyId, deviceHash, codeHash, secretHash, program, host, address, scopes, tenantWanted } = login;
	const values = [keyId, deviceHash, codeHash, secretHash, program, host, address, [...scopes], tenantWanted, forMs];
	return (await rowsOf<{ readonly expiresAt: Date }>(db, text, values))[0]?.expiresAt ?? null;
}
