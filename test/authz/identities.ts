import { type AccessScope, accessScopes, isCovered, type MemberRole } from "@berth/core";
import { withClient } from "../support/postgres.ts";
import type { Scene } from "./scene.ts";

/** Somebody who calls, and what is true of them: what they may do follows from this and from what a procedure says of itself. */
export interface Identity {
	readonly name: string;
	readonly headers: Readonly<Record<string, string>>;
	/** Whether what is sent proves anything. */
	readonly isKnown: boolean;
	/** In acme; an admin acts there as an owner. Null for who is of another tenant. */
	readonly role: MemberRole | null;
	readonly isAdmin: boolean;
	/** Null of a person. */
	readonly key: { readonly scopes: readonly AccessScope[]; readonly isBoundElsewhere: boolean } | null;
}

const ofTenants = accessScopes.filter((scope) => !scope.startsWith("admin:"));
/** The most that can be held without a scope. */
const allBut = (among: readonly AccessScope[], missing: AccessScope) => among.filter((scope) => !isCovered([scope], missing));

/** Nobody, every kind of person, every way a key is no good, and a key for each scope that it has not. */
export async function createIdentities(scene: Scene): Promise<readonly Identity[]> {
	const { viewer, member, owner, otherOwner, admin } = scene.people;
	const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
	const ofOwner = (scopes: readonly AccessScope[], limits: object = {}) =>
		owner.client.key.create.mutate({ name: scene.name(), scopes: [...scopes], expiresInDays: 7, ...limits });
	const person = { isKnown: true, isAdmin: false, key: null };
	const unknown = { isKnown: false, role: null, isAdmin: false, key: null };

	const revoked = await ofOwner(ofTenants);
	await owner.client.key.revoke.mutate({ keyId: revoked.id });
	const expired = await ofOwner(ofTenants);
	await withClient(scene.berth.databaseUrl, (client) =>
		client.query("update api_key set expires_at = now() - interval '1 second' where id = $1", [expired.id]),
	);
	const elsewhere = await ofOwner(ofTenants, { cidrs: ["203.0.113.0/24"] });
	const bound = await ofOwner(ofTenants, { leaseIds: [scene.elsewhereId] });
	const whole = await ofOwner(ofTenants);

	const key = (scopes: readonly AccessScope[], isBoundElsewhere = false) => ({ scopes, isBoundElsewhere });
	const lackingOfOwner = await Promise.all(
		ofTenants
			.filter((scope) => allBut(ofTenants, scope).length > 0)
			.map(async (missing): Promise<Identity> => {
				const scopes = allBut(ofTenants, missing);
				const made = await ofOwner(scopes);
				return { ...person, name: `key of an owner without ${missing}`, headers: bearer(made.key), role: "owner", key: key(scopes) };
			}),
	);
	const lackingOfAdmin = await Promise.all(
		accessScopes.map(async (missing): Promise<Identity> => {
			const scopes = allBut(accessScopes, missing);
			const made = await admin.client.admin.keys.create.mutate({ name: scene.name(), scopes, expiresInDays: 7 });
			const headers = { ...bearer(made.key), "x-berth-tenant": "acme" };
			return { ...person, name: `key of an admin without ${missing}`, headers, role: "owner", isAdmin: true, key: key(scopes) };
		}),
	);
	return [
		{ ...unknown, name: "nobody", headers: {} },
		{ ...unknown, name: "a made-up key", headers: bearer(`berth_${"0".repeat(32)}_${"a".repeat(50)}`) },
		{ ...unknown, name: "a key that is no good beside a good cookie", headers: { ...bearer(revoked.key), cookie: owner.cookie } },
		{ ...unknown, name: "a revoked key", headers: bearer(revoked.key) },
		{ ...unknown, name: "an expired key", headers: bearer(expired.key) },
		{ ...unknown, name: "a key from a wrong address", headers: bearer(elsewhere.key) },
		{ ...person, name: "a viewer", headers: { cookie: viewer.cookie }, role: "viewer" },
		{ ...person, name: "a member", headers: { cookie: member.cookie }, role: "member" },
		{ ...person, name: "an owner", headers: { cookie: owner.cookie }, role: "owner" },
		{ ...person, name: "an owner of another tenant", headers: { cookie: otherOwner.cookie }, role: null },
		{ ...person, name: "an admin", headers: { cookie: admin.cookie, "x-berth-tenant": "acme" }, role: "owner", isAdmin: true },
		{ ...person, name: "a key of an owner", headers: bearer(whole.key), role: "owner", key: key(ofTenants) },
		{ ...person, name: "a key for another lease alone", headers: bearer(bound.key), role: "owner", key: key(ofTenants, true) },
		...lackingOfOwner,
		...lackingOfAdmin,
	];
}
