import type { InvitationId, MemberRole, TenantId } from "@berth/core";
import type { Audit } from "./audit/audit.ts";

/** Somebody in a tenant. */
export interface MemberRecord {
	readonly userId: string;
	readonly name: string;
	readonly email: string;
	readonly role: MemberRole;
	readonly hasSecondFactor: boolean;
	readonly isSuspended: boolean;
	readonly createdAt: Date;
}

/** An invitation that can still be accepted. */
export interface InvitationRecord {
	readonly id: InvitationId;
	readonly tenantId: TenantId;
	readonly tenantName: string;
	/** In small letters. */
	readonly email: string;
	readonly role: MemberRole;
	/** Null once that account is gone. */
	readonly invitedBy: string | null;
	/** Whether the address has an account here: its owner accepts after signing in. */
	readonly isKnown: boolean;
	readonly createdAt: Date;
	readonly expiresAt: Date;
}

export interface NewInvitation {
	readonly id: InvitationId;
	readonly tenantId: TenantId;
	readonly email: string;
	readonly role: MemberRole;
	readonly tokenHash: string;
	/** Null where it was no account of ours. */
	readonly invitedBy: string | null;
	readonly forMs: number;
}

/** Everybody who has an account. */
export interface UserRecord {
	readonly id: string;
	readonly name: string;
	readonly email: string;
	readonly isEmailVerified: boolean;
	readonly isAdmin: boolean;
	readonly hasSecondFactor: boolean;
	readonly suspendedAt: Date | null;
	readonly createdAt: Date;
	/** Those that are open. */
	readonly sessions: number;
	/** When they last asked for anything themselves, to the minute; null where that is not known. */
	readonly lastSeenAt: Date | null;
}

/** The account that an accepted invitation makes. */
export interface NewAccount {
	readonly userId: string;
	readonly accountId: string;
	readonly name: string;
	readonly passwordHash: string;
}

export interface RoleChange {
	readonly role: MemberRole;
	/** The one that whoever changes it has seen. */
	readonly expected?: MemberRole;
}

/** Who belongs where, who was asked in, and who may do what of the installation. */
export interface PeopleStore {
	/** By id, which is by age; `after` is the last one seen. */
	listMembers(tenantId: TenantId, page: { readonly limit: number; readonly after?: string }): Promise<readonly MemberRecord[]>;
	/** Errors  NOT_FOUND; CONFLICT for the last owner, and where the role is not `expected` any more. */
	setRole(tenantId: TenantId, userId: string, change: RoleChange, audit?: Audit): Promise<void>;
	/** Errors  NOT_FOUND; CONFLICT for the last owner. */
	removeMember(tenantId: TenantId, userId: string, audit?: Audit): Promise<void>;
	/** Errors  NOT_FOUND without the tenant; QUOTA_EXCEEDED when too many are open. */
	invite(invitation: NewInvitation, audit?: Audit): Promise<InvitationRecord>;
	/** Those that are open. */
	listInvitations(tenantId: TenantId): Promise<readonly InvitationRecord[]>;
	/** Null when it was accepted, taken back, is over, or never was. */
	findInvitation(tokenHash: string): Promise<InvitationRecord | null>;
	/** Taking one back twice is once. Errors  NOT_FOUND; CONFLICT when it was accepted. */
	revokeInvitation(tenantId: TenantId, id: InvitationId, audit?: Audit): Promise<void>;
	/** Lets the owner of the address in, once. Errors  NOT_FOUND; FORBIDDEN for another address's account. */
	acceptInvitation(tokenHash: string, userId: string, audit?: Audit): Promise<InvitationRecord>;
	/** Makes the account and lets it in, once. Errors  NOT_FOUND; CONFLICT when the address has an account. */
	acceptAsNew(tokenHash: string, account: NewAccount, audit?: Audit): Promise<InvitationRecord>;
	/** By address; `after` is the last one seen, `search` a part of an address or a name. */
	listUsers(page: { readonly limit: number; readonly after?: string; readonly search?: string }): Promise<readonly UserRecord[]>;
	findUser(userId: string): Promise<UserRecord | null>;
	/** Notes that they are here now. A minute is as exact as it is. */
	seen(userId: string): Promise<void>;
	/** Errors  NOT_FOUND; CONFLICT for the last admin. */
	setAdmin(userId: string, isAdmin: boolean, audit?: Audit): Promise<UserRecord>;
	/** Ends every session with it. Errors  NOT_FOUND; CONFLICT for the last admin. */
	suspendUser(userId: string, isSuspended: boolean, audit?: Audit): Promise<UserRecord>;
	/** With all sessions, memberships and keys. Errors  NOT_FOUND; CONFLICT for the last admin. */
	removeUser(userId: string, audit?: Audit): Promise<void>;
}
