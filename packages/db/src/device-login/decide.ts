import { AppError } from "@berth/core";
import { drizzle } from "drizzle-orm/node-postgres";
import type pg from "pg";
import type { Audit } from "../audit/audit.ts";
import { noteIfAsked } from "../audit/note.ts";
import type { DeviceLoginRecord, DeviceLoginState, DeviceLoginStore } from "../device-login-store.ts";
import { insertKey } from "../key/create.ts";
import type { Queryable } from "../query.ts";
import { transaction } from "../transaction.ts";
import { lockLogin } from "./find.ts";

/**
 * Makes the key that a program waits for, with the row that tells who made it and for what program.
 *
 * Errors       NOT_FOUND, INVALID_STATE (data: state), QUOTA_EXCEEDED.
 * Concurrency  the login's row is locked: of those who confirm or deny it at once one does.
 */
export const confirmLogin = (
	pool: pg.Pool,
	codeHash: string,
	wish: Parameters<DeviceLoginStore["confirm"]>[1],
	liveMax: number,
	audit?: Audit,
): ReturnType<DeviceLoginStore["confirm"]> =>
	transaction(pool, async (client) => {
		const { login, secretHash } = await lockPending(client, codeHash);
		const key = await insertKey(drizzle({ client }), { ...wish, id: login.keyId, parentId: null, secretHash }, liveMax);
		await client.query("update device_login set confirmed_at = now() where key_id = $1", [login.keyId]);
		const { name, scopes, days, tenantId } = key;
		await noteIfAsked(client, audit, { kind: "key", id: key.id, tenantId, facts: { name, scopes, days, ...asker(login) } });
		return { key, login: { ...login, state: "confirmed" as const } };
	});

/** Refuses a program for good. Errors  NOT_FOUND, INVALID_STATE (data: state). Concurrency  as of {@link confirmLogin}. */
export const denyLogin = (pool: pg.Pool, codeHash: string, audit?: Audit): Promise<DeviceLoginRecord> =>
	transaction(pool, async (client) => {
		const { login } = await lockPending(client, codeHash);
		await client.query("update device_login set denied_at = now() where key_id = $1", [login.keyId]);
		await noteIfAsked(client, audit, { kind: "device_login", id: login.keyId, facts: asker(login) });
		return { ...login, state: "denied" as const };
	});

/** What asked, as it said of itself, and from where, which it cannot choose. */
const asker = ({ program, host, address }: DeviceLoginRecord) => ({ program, host, from: address });

const why: Readonly<Record<Exclude<DeviceLoginState, "pending">, string>> = {
	confirmed: "This code was used already.",
	denied: "This code was denied already.",
	expired: "This code is over; begin anew in the terminal.",
};

async function lockPending(client: Queryable, codeHash: string) {
	const found = await lockLogin(client, codeHash);
	if (found === null) throw new AppError("NOT_FOUND", { message: "There is no such code." });
	const { state } = found.login;
	if (state !== "pending") throw new AppError("INVALID_STATE", { message: why[state], data: { state } });
	return found;
}
