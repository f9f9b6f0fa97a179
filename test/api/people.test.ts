import { berthErrorOf, createBerthClient } from "@berth/client";
import { type InvitationId, newId } from "@berth/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, type Person, type TestApi, takeLink } from "./fixture.ts";

const PASSWORD = "correct horse battery";

let berth: TestApi;
let owner: Person;
let stranger: Person["client"];
beforeAll(async () => {
	berth = await createTestApi();
	owner = await berth.member("acme");
	stranger = createBerthClient({ url: berth.url });
});
afterAll(() => berth[Symbol.asyncDispose]());

const codeOf = (call: Promise<unknown>) =>
	call.then(
		() => "none",
		(err: unknown) => berthErrorOf(err).code,
	);
const tokenOf = (url: string) => new URL(url).hash.replace("#token=", "");
const post = (path: string, body: object) =>
	fetch(berth.url + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

/** Somebody who was asked in by the owner of acme and came. */
async function join(name: string, role: "owner" | "member" | "viewer"): Promise<Person & { readonly userId: string }> {
	const email = `${name}@example.org`;
	const { url } = await owner.client.invitation.create.mutate({ email, role });
	await stranger.invitation.accept.mutate({ token: tokenOf(url), account: { name, password: PASSWORD } });
	const link = await berth.api.accounts.createSignInLink(email, 60_000);
	const { cookie } = await takeLink(link.url);
	const client = createBerthClient({ url: berth.url, headers: { cookie } });
	return { cookie, client, userId: (await client.me.get.query()).user.id };
}

test("an invitation makes an account at an address that has none, once, by a password of its own", async () => {
	const made = await owner.client.invitation.create.mutate({ email: "New@Example.org", role: "viewer" });
	const token = tokenOf(made.url);
	expect((await owner.client.invitation.list.query()).invitations).toMatchObject([{ email: "new@example.org", role: "viewer" }]);
	// Looking uses nothing up, and a link that invites signs nobody in.
	for (let looks = 0; looks < 3; looks += 1)
		expect(await stranger.invitation.get.mutate({ token })).toMatchObject({ tenant: "acme", isKnown: false, signedInAs: null });
	expect((await post("/api/auth/sign-in/link", { token })).status).toBe(401);
	expect(await codeOf(stranger.invitation.accept.mutate({ token }))).toBe("BAD_INPUT");
	expect(await codeOf(stranger.invitation.accept.mutate({ token, account: { name: "New", password: "short" } }))).toBe("BAD_INPUT");
	const account = { name: "New", password: PASSWORD };
	const both = await Promise.all([1, 2].map(() => codeOf(stranger.invitation.accept.mutate({ token, account }))));
	expect(both.filter((code) => code === "none")).toHaveLength(1);
	expect(await codeOf(stranger.invitation.accept.mutate({ token, account }))).toBe("NOT_FOUND");
	expect(await codeOf(stranger.invitation.get.mutate({ token }))).toBe("NOT_FOUND");
	expect((await post("/api/auth/sign-in/email", { email: "new@example.org", password: PASSWORD })).status).toBe(200);
	const [user] = await berth.api.database.stores.people.listUsers({ limit: 1, search: "new@example.org" });
	expect(user).toMatchObject({ name: "New", isEmailVerified: false, isAdmin: false });
	// Whoever names that address as the installation's admin does not mean whoever made the account.
	await expect(berth.api.accounts.ensureUser({ email: "new@example.org", isAdmin: true })).rejects.toMatchObject({ code: "CONFLICT" });
	expect((await owner.client.invitation.list.query()).invitations).toEqual([]);
	expect(berth.logged.join("\n").includes(token)).toBe(false);
});

test("an invitation for a known address is accepted by its owner alone, who signs in first", async () => {
	const known = await berth.member("elsewhere");
	const other = await berth.member("third");
	const { url } = await owner.client.invitation.create.mutate({ email: "elsewhere@example.org", role: "member" });
	const token = tokenOf(url);
	const account = { name: "Eve", password: PASSWORD };
	expect((await stranger.invitation.get.mutate({ token })).isKnown).toBe(true);
	// Whoever holds the link, the owner who made it among them, gets nothing of that account.
	expect(await codeOf(stranger.invitation.accept.mutate({ token, account }))).toBe("UNAUTHENTICATED");
	expect(await codeOf(owner.client.invitation.accept.mutate({ token, account }))).toBe("FORBIDDEN");
	expect(await codeOf(other.client.invitation.accept.mutate({ token }))).toBe("FORBIDDEN");
	expect((await post("/api/auth/sign-in/email", { email: "elsewhere@example.org", password: PASSWORD })).status).toBe(401);
	expect(await known.client.invitation.accept.mutate({ token })).toMatchObject({ tenant: { name: "acme" }, role: "member", isNew: false });
	// At once, although who they are was remembered.
	expect((await known.client.me.get.query()).tenants.map(({ name }) => name)).toEqual(["acme", "elsewhere"]);
});

test("an invitation that was taken back, is over, or whose owner is none any more lets nobody in", async () => {
	const { people, catalog } = berth.api.database.stores;
	const { id, url } = await owner.client.invitation.create.mutate({ email: "back@example.org" });
	expect(await codeOf(berth.member("third").then(({ client }) => client.invitation.revoke.mutate({ invitationId: id })))).toBe("NOT_FOUND");
	await owner.client.invitation.revoke.mutate({ invitationId: id });
	await owner.client.invitation.revoke.mutate({ invitationId: id });
	const account = { name: "Back", password: PASSWORD };
	expect(await codeOf(stranger.invitation.accept.mutate({ token: tokenOf(url), account }))).toBe("NOT_FOUND");

	const tenant = await catalog.findTenantByName("acme");
	const { user } = await owner.client.me.get.query();
	const late = { tenantId: tenant?.id as never, email: "late@example.org", role: "member", tokenHash: "late", invitedBy: user.id } as const;
	await people.invite({ ...late, id: newId<InvitationId>(), forMs: 300 });
	await waitUntil(async () => (await people.findInvitation("late")) === null, { timeoutMs: 20_000, what: "the invitation to be over" });

	const second = await join("second", "owner");
	const theirs = await second.client.invitation.create.mutate({ email: "theirs@example.org" });
	const seen = { userId: second.userId, expectedRole: "owner" } as const;
	await owner.client.member.setRole.mutate({ ...seen, role: "member" });
	await expect(owner.client.member.setRole.mutate({ ...seen, role: "viewer" })).rejects.toMatchObject({
		data: { code: "CONFLICT", data: { expected: "owner", role: "member" } },
	});
	expect(await codeOf(stranger.invitation.accept.mutate({ token: tokenOf(theirs.url), account }))).toBe("NOT_FOUND");
	await owner.client.member.remove.mutate({ userId: second.userId });
});

test("owners alone look after members, and a viewer changes nothing", async () => {
	const [viewer, member] = [await join("viewer", "viewer"), await join("member", "member")];
	for (const { client } of [viewer, member]) {
		expect((await client.member.list.query()).members.length).toBeGreaterThanOrEqual(3);
		expect(await codeOf(client.invitation.create.mutate({ email: "x@example.org" }))).toBe("FORBIDDEN");
		expect(await codeOf(client.invitation.list.query())).toBe("FORBIDDEN");
		expect(await codeOf(client.member.setRole.mutate({ userId: member.userId, role: "owner" }))).toBe("FORBIDDEN");
		expect(await codeOf(client.member.remove.mutate({ userId: viewer.userId }))).toBe("FORBIDDEN");
	}
	const lease = { name: "shop", items: [{ sku: "small" }], manifest: { image: "shop:1" } };
	expect(await codeOf(viewer.client.lease.provision.mutate(lease))).toBe("FORBIDDEN");
	expect(await codeOf(viewer.client.lease.list.query({}))).toBe("none");
	await viewer.client.member.leave.mutate({ tenantId: (await viewer.client.me.get.query()).tenants[0]?.id ?? "" });
	expect((await viewer.client.me.get.query()).tenants).toEqual([]);
});

test("a tenant never loses its last owner, also when two demote each other at once", async () => {
	const me = (await owner.client.me.get.query()).user.id;
	const tenantId = (await owner.client.me.get.query()).tenants.find(({ name }) => name === "acme")?.id ?? "";
	expect(await codeOf(owner.client.member.setRole.mutate({ userId: me, role: "viewer" }))).toBe("CONFLICT");
	expect(await codeOf(owner.client.member.remove.mutate({ userId: me }))).toBe("CONFLICT");
	expect(await codeOf(owner.client.member.leave.mutate({ tenantId }))).toBe("CONFLICT");
	for (let round = 0; round < 5; round += 1) {
		const other = await join(`rival-${round}`, "owner");
		const ends = await Promise.all([
			codeOf(owner.client.member.setRole.mutate({ userId: other.userId, role: "member" })),
			codeOf(other.client.member.setRole.mutate({ userId: me, role: "member" })),
		]);
		const { members } = await owner.client.member.list.query();
		expect([ends, members.filter(({ role }) => role === "owner").length]).toEqual([expect.arrayContaining(["none"]), 1]);
		// The next round begins as this one did.
		await berth.api.database.stores.people.setRole(tenantId as never, me, { role: "owner" });
		await berth.api.database.stores.people.removeMember(tenantId as never, other.userId);
		berth.api.accounts.forget(me);
	}
});

test("what is taken away ends at once: calls and open streams", async () => {
	const leaver = await join("leaver", "member");
	const told = Promise.withResolvers<string>();
	const opened = Promise.withResolvers<void>();
	leaver.client.lease.watchList.subscribe(undefined, {
		onData: () => opened.resolve(),
		onError: (err) => told.resolve(berthErrorOf(err).code),
		onComplete: () => told.resolve("complete"),
	});
	await opened.promise;
	const before = performance.now();
	await owner.client.member.remove.mutate({ userId: leaver.userId });
	expect(await codeOf(leaver.client.lease.list.query({}))).toBe("FORBIDDEN");
	expect(await told.promise).toBe("FORBIDDEN");
	// Not because it was time to look again.
	expect(performance.now() - before).toBeLessThan(45_000);
});

test("an admin looks after everybody, and never takes the last admin away", async () => {
	const { client: admin } = await berth.admin();
	const { client: plain } = await berth.member("plain");
	expect(await codeOf(plain.admin.users.list.query())).toBe("FORBIDDEN");
	const root = (await admin.me.get.query()).user.id;
	for (const call of [
		admin.admin.users.setAdmin.mutate({ userId: root, isAdmin: false }),
		admin.admin.users.suspend.mutate({ userId: root }),
		admin.admin.users.remove.mutate({ userId: root }),
	])
		expect(await codeOf(call)).toBe("CONFLICT");

	const { user } = await plain.me.get.query();
	const known = async (search: string) => (await admin.admin.users.list.query({ search })).users[0];
	await waitUntil(async () => Date.now() - Date.parse((await known("plain"))?.lastSeenAt ?? "1970-01-01") < 60_000, {
		timeoutMs: 20_000,
		what: "it to be known that they are here",
	});
	expect(await known("plain")).toMatchObject({ sessions: 1, isAdmin: false, hasSecondFactor: false, suspendedAt: null });
	await admin.admin.users.setAdmin.mutate({ userId: user.id, isAdmin: true });
	expect(await codeOf(plain.admin.users.list.query())).toBe("none");
	const ends = await Promise.all([
		codeOf(admin.admin.users.setAdmin.mutate({ userId: user.id, isAdmin: false })),
		codeOf(plain.admin.users.setAdmin.mutate({ userId: root, isAdmin: false })),
	]);
	const admins = (await berth.api.database.stores.people.listUsers({ limit: 100 })).filter(({ isAdmin }) => isAdmin);
	expect([ends, admins.length]).toEqual([expect.arrayContaining(["none"]), 1]);
	await berth.api.database.stores.people.setAdmin(root, true);
	await berth.api.database.stores.people.setAdmin(user.id, false);
	for (const id of [root, user.id]) berth.api.accounts.forget(id);

	const spare = await admin.admin.users.signInLink.mutate({ userId: user.id });
	await admin.admin.users.suspend.mutate({ userId: user.id });
	expect(await codeOf(plain.me.get.query())).toBe("UNAUTHENTICATED");
	expect(await known("plain")).toMatchObject({ sessions: 0, lastSeenAt: expect.any(String), suspendedAt: expect.any(String) });
	expect(await takeLink(spare.url)).toMatchObject({ status: 403, cookie: "", body: { code: "account_suspended" } });
	await admin.admin.users.resume.mutate({ userId: user.id });
	expect((await takeLink((await admin.admin.users.signInLink.mutate({ userId: user.id })).url)).status).toBe(200);
	await admin.admin.users.remove.mutate({ userId: user.id });
	expect(await codeOf(admin.admin.users.signInLink.mutate({ userId: user.id }))).toBe("NOT_FOUND");
});

test("an admin puts somebody known in without a link that would sign in as them", async () => {
	const { client: admin } = await berth.admin();
	const known = await berth.member("known");
	await known.client.me.setPassword.mutate({ newPassword: PASSWORD });
	const tenant = await admin.admin.tenants.create.mutate({ name: "project" });
	const put = await admin.admin.members.invite.mutate({ tenantId: tenant.id, email: "known@example.org", role: "viewer" });
	expect(put.link).toBeNull();
	// Nor for an admin, whom a key of another could else become.
	expect((await admin.admin.members.invite.mutate({ tenantId: tenant.id, email: "root@example.org" })).link).toBeNull();
	expect((await known.client.me.get.query()).tenants).toContainEqual({ id: tenant.id, name: "project", role: "viewer" });
});
