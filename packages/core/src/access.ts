/** What a credential may do. An API key names some of them; a person has those of the role. */
export const accessScopes = ["read", "read:sensitive", "deploy", "write", "exec", "admin:read", "admin:write"] as const;

/**
 * `read` all but secrets and the values of an environment; `read:sensitive` those, too, and exports of data; `deploy` changes what
 * runs in leases that are there; `write` makes, closes and gives up leases and data; `exec` runs commands in containers. The two of
 * admins are for the routers of admins alone.
 */
export type AccessScope = (typeof accessScopes)[number];

/** How somebody belongs to a tenant. */
export const memberRoles = ["owner", "member", "viewer"] as const;
export type MemberRole = (typeof memberRoles)[number];

const implied: Readonly<Record<AccessScope, readonly AccessScope[]>> = {
	read: [],
	"read:sensitive": ["read"],
	deploy: ["read"],
	write: ["read", "deploy"],
	exec: ["read"],
	"admin:read": [],
	"admin:write": ["admin:read"],
};

/** What each role may do in its tenant. That an owner alone looks after members is no matter of scopes. */
export const scopesOfRole: Readonly<Record<MemberRole, readonly AccessScope[]>> = {
	owner: ["read:sensitive", "write", "exec"],
	member: ["read:sensitive", "write", "exec"],
	viewer: ["read"],
};

/** Whether any scope that is held is the wanted one or has it in it. */
export const isCovered = (held: readonly AccessScope[], wanted: AccessScope): boolean =>
	held.some((scope) => scope === wanted || implied[scope].includes(wanted));
