import { type AccessScope, isCovered, scopesOfRole } from "@berth/core";
import type { Identity } from "./identities.ts";

/** Who may call a procedure, as its builder says of it. */
export interface Rule {
	readonly who: "stranger" | "anyone" | "person" | "tenant" | "owner" | "ownerPerson" | "lease" | "admin" | "adminPerson";
	readonly scope: AccessScope | null;
}

/** What must come of a call: let in, or refused by this code. `open` is for everybody, and looks at nobody. */
export type Expected = "open" | "let in" | "UNAUTHENTICATED" | "FORBIDDEN" | "NOT_FOUND";

/** What the input of a call names. */
export interface Named {
	/** A lease by its `leaseId`, which is what a key for some leases is held against. */
	readonly lease: boolean;
	/** Anything that is acme's and nobody else's. */
	readonly own: boolean;
}

const held = ({ role, key }: Identity, scope: AccessScope | null): boolean =>
	scope === null ||
	// Elsewhere they are owners.
	(isCovered(scopesOfRole[role ?? "owner"], scope) && (key === null || isCovered(key.scopes, scope)));

const whenForeign = ({ role }: Identity, { own }: Named): Expected => (role === null && own ? "NOT_FOUND" : "let in");
const only = (may: boolean): Expected => (may ? "let in" : "FORBIDDEN");

type Decide = (identity: Identity, scope: AccessScope | null, named: Named) => Expected;

const ofTenant: Decide = (identity, scope, named) => {
	if (identity.key?.isBoundElsewhere === true || !held(identity, scope)) return "FORBIDDEN";
	return whenForeign(identity, named);
};
const isOwner = ({ role }: Identity) => role === "owner" || role === null;

/** One line for each kind of procedure. A kind that is new does not compile until it has its own. */
const rules: Readonly<Record<Rule["who"], Decide>> = {
	stranger: () => "open",
	anyone: () => "let in",
	person: (identity, _scope, named) => (identity.key === null ? whenForeign(identity, named) : "FORBIDDEN"),
	tenant: ofTenant,
	owner: (identity, scope, named) => (isOwner(identity) ? ofTenant(identity, scope, named) : "FORBIDDEN"),
	ownerPerson: (identity, _scope, named) => (identity.key === null && isOwner(identity) ? whenForeign(identity, named) : "FORBIDDEN"),
	lease: (identity, scope, named) => {
		if (identity.key?.isBoundElsewhere === true) return named.lease ? "NOT_FOUND" : "FORBIDDEN";
		return held(identity, scope) ? whenForeign(identity, named) : "FORBIDDEN";
	},
	admin: ({ isAdmin, key }, scope) => only(isAdmin && (key === null || (scope !== null && isCovered(key.scopes, scope)))),
	adminPerson: ({ isAdmin, key }) => only(isAdmin && key === null),
};

/** What comes of a call, from what is said of the procedure and of the caller, and never from what was answered. */
export function expectationOf(rule: Rule, identity: Identity, named: Named): Expected {
	if (rule.who !== "stranger" && !identity.isKnown) return "UNAUTHENTICATED";
	return rules[rule.who](identity, rule.scope, named);
}

/** Whether values of an environment may be among what comes back. */
export const seesValues = (identity: Identity): boolean => identity.role !== null && held(identity, "read:sensitive");
