import { AppError, type InvitationId, type TenantId } from "@berth/core";
import type pg from "pg";
import type { Audit } from "../audit/audit.ts";
import { auditDoc, auditInsert } from "../audit/audit-part.ts";
import { noteIfAsked } from "../audit/note.ts";
import type { InvitationRecord, NewAccount, NewInvitation } from "../people-store.ts";
import { type Queryable, rowsOf } from "../query.ts";
import { transaction } from "../transaction.ts";

// More: the list of a page has no end. Fewer: a team that comes at once does not fit.
const OPEN_MAX = 100;
// What is over is of no use to anybody; this long it still says what became of a link.
const ENDED_KEPT = "30 days";

const open = "accepted_at is null and revoked_at is null and expires_at > now()";

const fields = `
	i.id, i.tenant_id as "tenantId", t.name as "tenantName", i.email, i.role, by.email as "invitedBy",
	exists (select from "user" u where u.email = i.email) as "isKnown", i.created_at as "createdAt", i.expires_at as "expiresAt"`;
const from = `from invitation i join tenant t on t.id = i.tenant_id left join "user" by on by.id = i.invited_by`;
// Whoever was kept out, removed or demoted since lets nobody in any more, whichever way that came about.
const isOpen = `
	i.accepted_at is null and i.revoked_at is null and i.expires_at > now() and by."suspendedAt" is null and (
		by."isAdmin" or exists (select from member m where m.tenant_id = i.tenant_id and m.user_id = by.id and m.role = 'owner')
	)`;

type Row = InvitationRecord & pg.QueryResultRow;

/** Reads the open invitations of a tenant, newest first. Cost: the tenant's, by invitation_tenant_idx; no lock. */
export const listInvitations = (db: Queryable, tenantId: TenantId): Promise<readonly InvitationRecord[]> =>
	rowsOf<Row>(db, `select ${fields} ${from} where i.tenant_id = $1 and ${isOpen} order by i.id desc limit ${OPEN_MAX}`, [tenantId]);

/** Reads an open invitation by the hash of its token. Cost: invitation_token_hash_key; no lock. */
export const findInvitation = async (db: Queryable, tokenHash: string): Promise<InvitationRecord | null> =>
	(await rowsOf<Row>(db, `select ${fields} ${from} where i.token_hash = $1 and ${isOpen}`, [tokenHash]))[0] ?? null;

/**
 * Keeps an invitation, and forgets those of the tenant that ended long ago.
 *
 * Errors       NOT_FOUND without the tenant; QUOTA_EXCEEDED when too many are open.
 * Concurrency  no lock: those who ask at the same moment may exceed the limit by as many.
 */
export const invite = (pool: pg.Pool, asked: NewInvitation, audit?: Audit): Promise<InvitationRecord> =>
	transaction(pool, async (client) => {
		await client.query(
			`delete from invitation where tenant_id = $1 and coalesce(accepted_at, revoked_at, expires_at) < now() - interval '${ENDED_KEPT}'`,
			[asked.tenantId],
		);
		const { rows } = await client.query<{ readonly open: number }>(
			`select count(*)::int as open from invitation where tenant_id = $1 and ${open}`,
			[asked.tenantId],
		);
		if ((rows[0]?.open ?? 0) >= OPEN_MAX)
			throw new AppError("QUOTA_EXCEEDED", { message: `No more than ${OPEN_MAX} invitations may be open; take some back first.` });
		await client.query(
			`insert into invitation (id, tenant_id, email, role, token_hash, invited_by, expires_at)
			values ($1, $2, $3, $4, $5, $6, now() + $7::float8 * interval '1 millisecond')`,
			[asked.id, asked.tenantId, asked.email, asked.role, asked.tokenHash, asked.invitedBy, asked.forMs],
		);
		const made = await findInvitation(client, asked.tokenHash);
		if (made === null) throw new AppError("BAD_INPUT", { message: "The invitation would be over at once." });
		const { id, tenantId, email, role } = asked;
		await noteIfAsked(client, audit, { kind: "invitation", id, tenantId, facts: { email, role } });
		return made;
	});

/** Takes an invitation back. Errors  NOT_FOUND; CONFLICT when it was accepted. */
export async function revokeInvitation(db: Queryable, tenantId: TenantId, id: InvitationId, audit?: Audit): Promise<void> {
	const [row] = await rowsOf<{ readonly accepted: boolean }>(
		db,
		`with taken as (
			update invitation set revoked_at = coalesce(revoked_at, now()) where tenant_id = $1 and id = $2 and accepted_at is null returning id
		), audited as (
			${auditInsert("$3", { from: "taken", tenantId: "$1::uuid", kind: "'invitation'", id: "taken.id::text" })}
		)
		select accepted_at is not null and not exists (select from taken) as accepted from invitation where tenant_id = $1 and id = $2`,
		[tenantId, id, auditDoc(audit)],
	);
	if (row === undefined) throw new AppError("NOT_FOUND");
	if (row.accepted) throw new AppError("CONFLICT", { message: "This invitation was accepted already." });
}

/**
 * Lets the owner of the invited address in. Whoever is a member already keeps the role they have.
 *
 * Errors       NOT_FOUND; FORBIDDEN for the account of another address.
 * Concurrency  the invitation's row is locked: of those who accept at once one does.
 */
export const acceptInvitation = (pool: pg.Pool, tokenHash: string, userId: string, audit?: Audit): Promise<InvitationRecord> =>
	transaction(pool, async (client) => {
		const invitation = await lockOpen(client, tokenHash);
		const { rowCount } = await client.query(`select from "user" where id = $1 and email = $2`, [userId, invitation.email]);
		if (rowCount === 0) throw new AppError("FORBIDDEN", { message: "This invitation is for another address." });
		await letIn(client, invitation, userId);
		await noteIfAsked(client, audit, accepted(invitation));
		return invitation;
	});

/**
 * Makes an account for an invited address that has none, and lets it in. Nobody proved the address: it stays unverified, so that no
 * identity of that address is ever joined to the account by itself.
 *
 * Errors       NOT_FOUND; CONFLICT when the address has an account by now.
 * Concurrency  as of {@link acceptInvitation}; of two who make one account at once one does.
 */
export const acceptAsNew = (pool: pg.Pool, tokenHash: string, account: NewAccount, audit?: Audit): Promise<InvitationRecord> =>
	transaction(pool, async (client) => {
		const invitation = await lockOpen(client, tokenHash);
		const { rowCount } = await client.query(
			`insert into "user" (id, name, email, "emailVerified") values ($1, $2, $3, false) on conflict do nothing`,
			[account.userId, account.name, invitation.email],
		);
		if (rowCount === 0) throw new AppError("CONFLICT", { message: "This address has an account: sign in, then accept the invitation." });
		await client.query(`insert into account (id, "accountId", "providerId", "userId", password) values ($1, $2, 'credential', $2, $3)`, [
			account.accountId,
			account.userId,
			account.passwordHash,
		]);
		await letIn(client, invitation, account.userId);
		// Who they are is known by now, and by the invitation alone.
		const by = audit && { ...audit, actor: `user:${invitation.email}`, userId: account.userId };
		await noteIfAsked(client, by, accepted(invitation));
		return { ...invitation, isKnown: true };
	});

async function lockOpen(client: pg.PoolClient, tokenHash: string): Promise<InvitationRecord> {
	await client.query("select from invitation where token_hash = $1 for update", [tokenHash]);
	const invitation = await findInvitation(client, tokenHash);
	if (invitation === null) throw new AppError("NOT_FOUND", { message: "This invitation was used, was taken back, or is over." });
	return invitation;
}

async function letIn(client: pg.PoolClient, { id, tenantId, role }: InvitationRecord, userId: string): Promise<void> {
	await client.query("insert into member (tenant_id, user_id, role) values ($1, $2, $3) on conflict do nothing", [tenantId, userId, role]);
	await client.query("update invitation set accepted_at = now(), accepted_by = $2 where id = $1", [id, userId]);
}

const accepted = ({ id, tenantId, email, role }: InvitationRecord) => ({ kind: "invitation", id, tenantId, facts: { email, role } });
