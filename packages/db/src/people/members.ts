import { AppError, type MemberRole, type TenantId } from "@berth/core";
import type pg from "pg";
import type { Audit } from "../audit/audit.ts";
import { noteIfAsked } from "../audit/note.ts";
import type { MemberRecord, PeopleStore, RoleChange } from "../people-store.ts";
import { type Queryable, rowsOf } from "../query.ts";
import { transaction } from "../transaction.ts";

const listText = `
	select u.id as "userId", u.name, u.email, m.role, u."twoFactorEnabled" as "hasSecondFactor",
		u."suspendedAt" is not null as "isSuspended", m.created_at as "createdAt"
	from member m join "user" u on u.id = m.user_id
	where m.tenant_id = $1 and m.user_id > $2
	order by m.user_id limit $3`;

/** Reads a page of the members of a tenant. Cost: the page alone, by member_pkey; no lock. */
export const listMembers = (
	db: Queryable,
	tenantId: TenantId,
	{ limit, after }: Parameters<PeopleStore["listMembers"]>[1],
): Promise<readonly MemberRecord[]> => rowsOf<MemberRecord & pg.QueryResultRow>(db, listText, [tenantId, after ?? "", limit]);

/**
 * Changes the role of a member.
 *
 * Errors       NOT_FOUND; CONFLICT for the last owner, and where the role is not `expected` any more.
 * Concurrency  the owners' rows are locked in one order, so of two owners who demote each other one is refused.
 */
export const setRole = (pool: pg.Pool, tenantId: TenantId, userId: string, { role, expected }: RoleChange, audit?: Audit): Promise<void> =>
	transaction(pool, async (client) => {
		const held = await lockMember(client, tenantId, userId, role !== "owner");
		if (expected !== undefined && held !== expected)
			throw new AppError("CONFLICT", { message: "Somebody changed the role meanwhile; look at it first.", data: { expected, role: held } });
		await client.query("update member set role = $3 where tenant_id = $1 and user_id = $2", [tenantId, userId, role]);
		if (role !== "owner") await revokeInvitationsOf(client, tenantId, userId);
		await noteIfAsked(client, audit, { kind: "user", id: userId, tenantId, facts: { role } });
	});

/** Takes a member out. Errors and concurrency as of {@link setRole}. */
export const removeMember = (pool: pg.Pool, tenantId: TenantId, userId: string, audit?: Audit): Promise<void> =>
	transaction(pool, async (client) => {
		await lockMember(client, tenantId, userId, true);
		await client.query("delete from member where tenant_id = $1 and user_id = $2", [tenantId, userId]);
		await revokeInvitationsOf(client, tenantId, userId);
		await noteIfAsked(client, audit, { kind: "user", id: userId, tenantId });
	});

/** Locks the owners and the member, whose role it returns. A suspended owner looks after nobody, and so does not count as another one. */
async function lockMember(client: pg.PoolClient, tenantId: TenantId, userId: string, isLeaving: boolean): Promise<MemberRole> {
	const { rows } = await client.query<{ readonly user_id: string; readonly role: MemberRole; readonly suspended: boolean }>(
		`select m.user_id, m.role, u."suspendedAt" is not null as suspended
		from member m join "user" u on u.id = m.user_id
		where m.tenant_id = $1 and (m.role = 'owner' or m.user_id = $2)
		order by m.user_id for no key update of m`,
		[tenantId, userId],
	);
	const found = rows.find((row) => row.user_id === userId);
	if (found === undefined) throw new AppError("NOT_FOUND");
	const isOther = (row: (typeof rows)[number]) => row.role === "owner" && row.user_id !== userId && !row.suspended;
	if (isLeaving && found.role === "owner" && !rows.some(isOther))
		throw new AppError("CONFLICT", { message: "This is the tenant's last owner; make somebody else one first." });
	return found.role;
}

/** Whoever may invite no more has invited nobody: what they handed out is dead with it. An admin's stay, who needs no membership. */
const revokeInvitationsOf = (client: pg.PoolClient, tenantId: TenantId, userId: string) =>
	client.query(
		`update invitation set revoked_at = now()
		where tenant_id = $1 and invited_by = $2 and accepted_at is null and revoked_at is null
			and not exists (select from "user" where id = $2 and "isAdmin")`,
		[tenantId, userId],
	);
