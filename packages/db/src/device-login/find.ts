import type pg from "pg";
import type { DeviceLoginRecord } from "../device-login-store.ts";
import { type Queryable, rowsOf } from "../query.ts";

export type LoginRow = DeviceLoginRecord & pg.QueryResultRow;

/** How a row `d` stands. */
export const stateOf = `
	case when d.confirmed_at is not null then 'confirmed' when d.denied_at is not null then 'denied'
		when d.expires_at <= now() then 'expired' else 'pending' end`;

const fields = `
	d.key_id as "keyId", d.program, d.host, d.address, d.scopes, d.tenant_wanted as "tenantWanted", d.created_at as "createdAt",
	d.expires_at as "expiresAt", ${stateOf} as state`;

const findText = `select ${fields} from device_login d where d.code_hash = $1`;
const lockText = `select ${fields}, d.secret_hash as "secretHash" from device_login d where d.code_hash = $1 for update`;

/** Reads a login by the hash of its code. Cost: device_login_code_hash_key; no lock. */
export const findLogin = async (db: Queryable, codeHash: string): Promise<DeviceLoginRecord | null> =>
	(await rowsOf<LoginRow>(db, findText, [codeHash]))[0] ?? null;

/** The same within a transaction that will change it: of those who decide at once one does. */
export const lockLogin = async (client: Queryable, codeHash: string) => {
	const [row] = await rowsOf<LoginRow & { readonly secretHash: string }>(client, lockText, [codeHash]);
	if (row === undefined) return null;
	const { secretHash, ...login } = row;
	return { login, secretHash };
};
