import { AppError } from "@berth/core";
import type pg from "pg";
import type { Audit } from "../audit/audit.ts";
import { noteIfAsked } from "../audit/note.ts";
import type { PeopleStore, UserRecord } from "../people-store.ts";
import { type Queryable, rowsOf, rowsPlannedAnew } from "../query.ts";
import { transaction } from "../transaction.ts";

const fields = `
	id, name, email, "emailVerified" as "isEmailVerified", "isAdmin", "twoFactorEnabled" as "hasSecondFactor",
	"suspendedAt", "createdAt",
	(select count(*)::int from session open where open."userId" = "user".id and open."expiresAt" > now()) as sessions,
	"lastSeenAt"`;

type Row = UserRecord & pg.QueryResultRow;

/** Reads one account. Cost: the primary key, and its sessions by index; no lock. */
export const findUser = async (db: Queryable, userId: string): Promise<UserRecord | null> =>
	(await rowsOf<Row>(db, `select ${fields} from "user" where id = $1`, [userId]))[0] ?? null;

/** Reads a page of accounts by address. Cost: the page alone by user_email_key, the sessions of each by index; with a search every account past it. No lock. */
export const listUsers = (
	db: Queryable,
	{ limit, after, search }: Parameters<PeopleStore["listUsers"]>[0],
): Promise<readonly UserRecord[]> =>
	search === undefined
		? rowsOf<Row>(db, `select ${fields} from "user" where email > $1 order by email limit $2`, [after ?? "", limit])
		: rowsPlannedAnew<Row>(
				db,
				`select ${fields} from "user" where email > $1 and (strpos(email, lower($3)) > 0 or strpos(lower(name), lower($3)) > 0)
				order by email limit $2`,
				[after ?? "", limit, search],
			);

/** Notes that somebody asked for something, once in a while: who did so lately is not written again. Cost: the primary key. */
export const noteSeen = async (db: Queryable, userId: string): Promise<void> => {
	await rowsOf(
		db,
		`update "user" set "lastSeenAt" = now() where id = $1 and ("lastSeenAt" is null or "lastSeenAt" < now() - interval '50 seconds')`,
		[userId],
	);
};

/** Makes an admin, or one no longer. Errors  NOT_FOUND; CONFLICT for the last one. */
export const setAdmin = (pool: pg.Pool, userId: string, isAdmin: boolean, audit?: Audit): Promise<UserRecord> =>
	transaction(pool, async (client) => {
		await lockUser(client, userId, !isAdmin);
		await noteIfAsked(client, audit, { kind: "user", id: userId, tenantId: null, facts: { isAdmin } });
		return write(client, userId, `"isAdmin" = $2`, [isAdmin]);
	});

/** Keeps somebody out, and ends their sessions; or lets them in again. Errors  NOT_FOUND; CONFLICT for the last admin. */
export const suspendUser = (pool: pg.Pool, userId: string, isSuspended: boolean, audit?: Audit): Promise<UserRecord> =>
	transaction(pool, async (client) => {
		await lockUser(client, userId, isSuspended);
		await noteIfAsked(client, audit, { kind: "user", id: userId, tenantId: null, facts: { isSuspended } });
		if (isSuspended) await client.query(`delete from session where "userId" = $1`, [userId]);
		return write(client, userId, `"suspendedAt" = case when $2 then coalesce("suspendedAt", now()) end`, [isSuspended]);
	});

/** Removes an account with all that hangs on it. Errors  NOT_FOUND; CONFLICT for the last admin. */
export const removeUser = (pool: pg.Pool, userId: string, audit?: Audit): Promise<void> =>
	transaction(pool, async (client) => {
		await lockUser(client, userId, true);
		await noteIfAsked(client, audit, { kind: "user", id: userId, tenantId: null });
		await client.query(`delete from "user" where id = $1`, [userId]);
	});

/** Locks the admins, in one order, and the account: of two admins who demote each other one is refused. */
async function lockUser(client: pg.PoolClient, userId: string, isLeaving: boolean): Promise<void> {
	const { rows } = await client.query<{ readonly id: string; readonly admin: boolean }>(
		`select id, "isAdmin" and "suspendedAt" is null as admin from "user" where "isAdmin" or id = $1 order by id for no key update`,
		[userId],
	);
	const found = rows.find(({ id }) => id === userId);
	if (found === undefined) throw new AppError("NOT_FOUND");
	if (isLeaving && found.admin && !rows.some(({ id, admin }) => admin && id !== userId))
		throw new AppError("CONFLICT", { message: "This is the installation's last admin; make somebody else one first." });
}

async function write(client: pg.PoolClient, userId: string, set: string, values: readonly unknown[]): Promise<UserRecord> {
	const text = `update "user" set ${set}, "updatedAt" = now() where id = $1 returning ${fields}`;
	const [row] = await rowsOf<Row>(client, text, [userId, ...values]);
	if (row === undefined) throw new AppError("NOT_FOUND");
	return row;
}
