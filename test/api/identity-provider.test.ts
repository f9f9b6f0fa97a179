import { createBerthClient } from "@berth/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCookieJar } from "../support/cookie-jar.ts";
import { type Identity, type IdentityProvider, startIdentityProvider } from "../support/identity-provider.ts";
import { freshCodeOf } from "../support/totp.ts";
import { createTestApi, type TestApi } from "./fixture.ts";

const PASSWORD = "correct horse battery";

let provider: IdentityProvider;
/** Lets in whom it knows. */
let closed: TestApi;
/** Lets in whoever has an address of one domain. */
let open: TestApi;
beforeAll(async () => {
	provider = await startIdentityProvider();
	const settings = { OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: provider.clientId, OIDC_CLIENT_SECRET: provider.clientSecret };
	closed = await createTestApi({ settings });
	open = await createTestApi({
		settings: { ...settings, OIDC_EMAIL_DOMAINS: "example.org", OIDC_NEW_TENANT: "lobby", OIDC_NEW_ROLE: "viewer" },
	});
	// The service started without it, and asks for what it is like when somebody comes.
	provider.serve([closed.url, open.url]);
});
afterAll(async () => {
	await Promise.all([closed, open].map((berth) => berth?.[Symbol.asyncDispose]()));
	await provider?.[Symbol.asyncDispose]();
});

const identity = (name: string, more: Partial<Identity> = {}): Identity => ({
	sub: name,
	email: `${name}@example.org`,
	email_verified: true,
	name: name.toUpperCase(),
	...more,
});

const post = (berth: TestApi, path: string, body: object, cookie = "") =>
	fetch(berth.url + path, {
		method: "POST",
		headers: { "content-type": "application/json", origin: berth.url, ...(cookie === "" ? {} : { cookie }) },
		body: JSON.stringify(body),
	});

/** Goes the whole way as a browser does. */
async function come(berth: TestApi, who: Identity, path = "/api/auth/sign-in/social", cookie = "") {
	const jar = createCookieJar(cookie);
	const begun = await post(berth, path, { provider: "oidc", callbackURL: "/leases", errorCallbackURL: "/sign-in" }, cookie);
	expect(begun.status).toBe(200);
	jar.take(begun);
	const back = await provider.walk(((await begun.json()) as { readonly url: string }).url, berth.url, who);
	const answer = await fetch(back, { redirect: "manual", headers: { cookie: jar.text() } });
	jar.take(answer);
	const client = createBerthClient({ url: berth.url, headers: { cookie: jar.text() } });
	return { where: answer.headers.get("location") ?? "", back, jar, client };
}

const refusal = (where: string) => new URL(where, "http://any").searchParams.get("error");
const isSignedIn = async ({ client }: Awaited<ReturnType<typeof come>>) =>
	client.me.get.query().then(
		() => true,
		() => false,
	);

test("a known address that both sides have verified is linked and signed in, and found again by its subject", async () => {
	await closed.api.accounts.ensureUser({ email: "ada@example.org" });
	const first = await come(closed, identity("ada"));
	expect(first.where).toBe("/leases");
	expect(await first.client.me.get.query()).toMatchObject({
		user: { email: "ada@example.org", hasPassword: false, isLinked: true },
		provider: { name: "single sign-on" },
	});
	// The address may change over there: who it is does not.
	const renamed = await come(closed, identity("ada", { email: "ada.lovelace@example.org" }));
	expect((await renamed.client.me.get.query()).user.email).toBe("ada@example.org");
	expect(await renamed.client.me.unlink.mutate().catch((err: unknown) => String(err))).toContain("Set a password first");
});

test("nobody new gets in unless the settings say so", async () => {
	const came = await come(closed, identity("stranger"));
	expect([refusal(came.where), await isSignedIn(came)]).toEqual(["signup_disabled", false]);
	expect(await closed.api.database.stores.people.listUsers({ limit: 10, search: "stranger" })).toEqual([]);
});

test("where they do, somebody new joins the tenant named, with the role named; other domains and unverified addresses stay out", async () => {
	const came = await come(open, identity("newcomer"));
	expect((await came.client.me.get.query()).tenants).toMatchObject([{ name: "lobby", role: "viewer" }]);
	const elsewhere = await come(open, identity("elsewhere", { email: "elsewhere@evil.example" }));
	expect([refusal(elsewhere.where), await isSignedIn(elsewhere)]).toEqual(["email_domain_not_allowed", false]);
	const unproven = await come(open, identity("unproven", { email_verified: false }));
	expect([refusal(unproven.where), await isSignedIn(unproven)]).toEqual(["email_not_verified", false]);
	expect((await open.api.database.stores.people.listUsers({ limit: 10 })).map(({ email }) => email)).toEqual(["newcomer@example.org"]);
});

test("an address that the provider has not verified is linked to no account", async () => {
	await closed.api.accounts.ensureUser({ email: "victim@example.org" });
	const came = await come(closed, identity("attacker", { email: "victim@example.org", email_verified: false }));
	expect([refusal(came.where), await isSignedIn(came)]).toEqual(["account_not_linked", false]);
});

test("an account that an invitation made is nobody's by its address: its owner alone links it, signed in", async () => {
	const { client: owner } = await closed.member("guests");
	const invitation = await owner.invitation.create.mutate({ email: "Squatted@example.org" });
	const token = new URL(invitation.url).hash.replace("#token=", "");
	await createBerthClient({ url: closed.url }).invitation.accept.mutate({ token, account: { name: "Squatter", password: PASSWORD } });
	const came = await come(closed, identity("squatted"));
	expect([refusal(came.where), await isSignedIn(came)]).toEqual(["account_not_linked", false]);

	const jar = createCookieJar();
	jar.take(await post(closed, "/api/auth/sign-in/email", { email: "squatted@example.org", password: PASSWORD }));
	const other = await come(closed, identity("other"), "/api/auth/link-social", jar.text());
	expect(refusal(other.where)).toBe("email_does_not_match");
	const linked = await come(closed, identity("squatted"), "/api/auth/link-social", jar.text());
	expect([linked.where, (await linked.client.me.get.query()).user.isLinked]).toEqual(["/leases", true]);
	expect(await isSignedIn(await come(closed, identity("squatted")))).toBe(true);
	await linked.client.me.unlink.mutate();
	expect((await linked.client.me.get.query()).user.isLinked).toBe(false);
});

test("the provider is no way round a second factor", async () => {
	await closed.api.accounts.ensureUser({ email: "careful@example.org" });
	const { client, jar } = await come(closed, identity("careful"));
	await client.me.setPassword.mutate({ newPassword: PASSWORD });
	const enabled = await post(closed, "/api/auth/two-factor/enable", { password: PASSWORD }, jar.text());
	const { totpURI } = (await enabled.json()) as { readonly totpURI: string };
	expect((await post(closed, "/api/auth/two-factor/verify-totp", { code: await freshCodeOf(totpURI) }, jar.text())).status).toBe(200);
	const again = await come(closed, identity("careful"));
	expect([again.where, await isSignedIn(again)]).toEqual([`${closed.url}/sign-in?step=second-factor`, false]);
	const verified = await post(closed, "/api/auth/two-factor/verify-totp", { code: await freshCodeOf(totpURI) }, again.jar.text());
	expect(verified.status).toBe(200);
	again.jar.take(verified);
	const entered = createBerthClient({ url: closed.url, headers: { cookie: again.jar.text() } });
	expect((await entered.me.get.query()).user.hasSecondFactor).toBe(true);
});

test("an answer works in the browser that asked, once, and no token of others is taken", async () => {
	await closed.api.accounts.ensureUser({ email: "careless@example.org" });
	const came = await come(closed, identity("careless"));
	const again = await fetch(came.back, { redirect: "manual" });
	expect(again.headers.getSetCookie().some((line) => line.includes("session_token="))).toBe(false);
	const idToken = { provider: "oidc", idToken: { token: "x.y.z" } };
	for (const path of ["/api/auth/sign-in/social", "/api/auth/link-social"])
		expect((await post(closed, path, idToken, came.jar.text())).status).toBe(400);
});
