import { appRouter } from "@berth/api/router";
import { berthErrorOf, createBerthClient } from "@berth/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestApi, type TestApi, takeLink } from "./fixture.ts";

let berth: TestApi;
beforeAll(async () => {
	berth = await createTestApi();
});
afterAll(() => berth[Symbol.asyncDispose]());

const codeOf = (call: Promise<unknown>) =>
	call.then(
		() => "none",
		(err: unknown) => berthErrorOf(err).code,
	);
const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
	fetch(berth.url + path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });

test("a sign-in link works once and never again", async () => {
	await berth.api.accounts.ensureUser({ email: "ada@example.org", name: "Ada" });
	const link = await berth.api.accounts.createSignInLink("ada@example.org", 60_000);
	const first = await takeLink(link.url);
	expect(first.status).toBe(200);
	expect(await takeLink(link.url)).toMatchObject({ status: 401, body: { code: "INVALID_TOKEN" }, cookie: "" });
	const me = await createBerthClient({ url: berth.url, headers: { cookie: first.cookie } }).me.get.query();
	expect(me).toMatchObject({
		user: { email: "ada@example.org", name: "Ada", hasPassword: false, isLinked: false, hasSecondFactor: false },
		isAdmin: false,
		tenants: [],
	});
});

test("a link taken by two at once signs one of them in", async () => {
	await berth.api.accounts.ensureUser({ email: "two@example.org" });
	const { url } = await berth.api.accounts.createSignInLink("two@example.org", 60_000);
	const taken = await Promise.all([takeLink(url), takeLink(url), takeLink(url)]);
	expect(taken.filter(({ cookie }) => cookie !== "")).toHaveLength(1);
});

test("a link is refused once its time is over", async () => {
	await berth.api.accounts.ensureUser({ email: "late@example.org" });
	const { url } = await berth.api.accounts.createSignInLink("late@example.org", 1);
	expect((await takeLink(url)).cookie).toBe("");
});

test("nobody can sign up, and of the library's paths only those in use exist", async () => {
	const stranger = { email: "eve@example.org", password: "a long enough password", name: "Eve" };
	expect((await post("/api/auth/sign-up/email", stranger)).status).toBe(404);
	expect((await post("/api/auth/change-email", { newEmail: "eve@example.org" })).status).toBe(404);
	expect((await post("/api/auth/revoke-sessions", {})).status).toBe(404);
	expect((await post("/api/auth/sign-in/email", stranger)).status).toBe(401);
});

test("a password is set after the first sign-in and then signs in; the cookie is for this site and not for scripts", async () => {
	const { client } = await berth.member("passwords");
	await client.me.setPassword.mutate({ newPassword: "correct horse battery" });
	expect(await codeOf(client.me.setPassword.mutate({ newPassword: "another horse battery" }))).toBe("BAD_INPUT");
	const answer = await post("/api/auth/sign-in/email", { email: "passwords@example.org", password: "correct horse battery" });
	expect(answer.status).toBe(200);
	const [cookie = ""] = answer.headers.getSetCookie();
	expect(cookie).toMatch(/HttpOnly/i);
	expect(cookie).toMatch(/SameSite=Lax/i);
});

test("signing out ends the session at once", async () => {
	const { client, cookie } = await berth.member("leaving");
	await client.me.get.query();
	expect((await post("/api/auth/sign-out", {}, { cookie, origin: berth.url })).status).toBe(200);
	expect(await codeOf(client.me.get.query())).toBe("UNAUTHENTICATED");
});

test("without a session everything but health is refused, and a member is no admin", async () => {
	expect(await codeOf(createBerthClient({ url: berth.url }).lease.list.query({}))).toBe("UNAUTHENTICATED");
	const { client } = await berth.member("plain");
	expect(await codeOf(client.admin.tenants.list.query())).toBe("FORBIDDEN");
	expect(await codeOf(client.admin.leases.list.query({}))).toBe("FORBIDDEN");
	expect((await fetch(`${berth.url}/healthz`)).status).toBe(200);
});

/** Every path there is, and whether it changes something. */
function listProcedures(): readonly (readonly [path: string, type: string])[] {
	// The library's own type of it is the tree of routers; what it holds is a flat table by path.
	type Table = Readonly<Record<string, { readonly _def: { readonly type: string } }>>;
	// oxlint-disable no-underscore-dangle -- the library's own name for what a router is made of
	const table = appRouter._def.procedures as unknown as Table;
	return Object.entries(table).map(([path, procedure]) => [path, procedure._def.type]);
	// oxlint-enable no-underscore-dangle
}

/** What a procedure answers to a call without input: who may call is asked first. */
async function answerOf([path, type]: readonly [string, string], headers: Readonly<Record<string, string>>): Promise<string> {
	const call = type === "mutation" ? post(`/trpc/${path}`, {}, headers) : fetch(`${berth.url}/trpc/${path}`, { headers });
	return (await call).text();
}

test("every procedure there is refuses a stranger, and every one of the admin's a member", async () => {
	const all = listProcedures();
	expect(all.length).toBeGreaterThan(20);
	// What stands before the door is tried by itself.
	const beforeTheDoor = new Set(["signIn.ways", "invitation.get", "invitation.accept", "device.begin", "device.poll"]);
	for (const one of all.filter(([path]) => !beforeTheDoor.has(path)))
		expect([one, await answerOf(one, {})]).toEqual([one, expect.stringContaining('"UNAUTHENTICATED"')]);
	const { cookie } = await berth.member("curious");
	for (const one of all.filter(([path]) => path.startsWith("admin.")))
		expect([one, await answerOf(one, { cookie })]).toEqual([one, expect.stringContaining('"FORBIDDEN"')]);
});

test("an admin invites a member by a link, who then sees that tenant alone", async () => {
	const { client: admin } = await berth.admin();
	const tenant = await admin.admin.tenants.create.mutate({ name: "invited", leasesMax: 3 });
	const invite = await admin.admin.members.invite.mutate({ tenantId: tenant.id, email: "New@Example.org" });
	const { cookie } = await takeLink(invite.link?.url ?? "");
	const member = createBerthClient({ url: berth.url, headers: { cookie } });
	expect((await member.me.get.query()).tenants).toEqual([{ id: tenant.id, name: "invited", role: "member" }]);
	expect((await member.policy.get.query()).tenant).toMatchObject({ name: "invited", leasesMax: 3 });
	const elsewhere = createBerthClient({ url: berth.url, headers: { cookie }, tenant: "plain" });
	expect(await codeOf(elsewhere.lease.list.query({}))).toBe("FORBIDDEN");
});
