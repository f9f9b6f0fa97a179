import { berthErrorOf, createBerthClient } from "@berth/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCookieJar } from "../support/cookie-jar.ts";
import { freshCodeOf } from "../support/totp.ts";
import { cookiesOf, createTestApi, type TestApi, takeLink } from "./fixture.ts";

const PASSWORD = "correct horse battery";

let berth: TestApi;
beforeAll(async () => {
	// Each caller has an address of its own, so that one test's tries are not another's.
	berth = await createTestApi({ settings: { REQUIRE_ADMIN_2FA: "true", TRUST_PROXY: "true" } });
});
afterAll(() => berth[Symbol.asyncDispose]());

let callers = 0;
const newAddress = () => {
	callers += 1;
	return `203.0.113.${callers}`;
};
const post = (path: string, body: object, cookie = "", from = newAddress()) =>
	fetch(`${berth.url}/api/auth${path}`, {
		method: "POST",
		headers: { "content-type": "application/json", origin: berth.url, "x-forwarded-for": from, ...(cookie === "" ? {} : { cookie }) },
		body: JSON.stringify(body),
	});
const clientOf = (cookie: string) => createBerthClient({ url: berth.url, headers: { cookie } });
const errorOf = (call: Promise<unknown>) =>
	call.then(
		() => "none",
		(err: unknown) => berthErrorOf(err).code,
	);

/** Somebody with a password and a second factor, signed in. */
async function enrolled(name: string, isAdmin = false) {
	const email = `${name}@example.org`;
	await berth.api.accounts.ensureUser({ email, isAdmin });
	const jar = createCookieJar((await takeLink((await berth.api.accounts.createSignInLink(email, 60_000)).url)).cookie);
	await clientOf(jar.text()).me.setPassword.mutate({ newPassword: PASSWORD });
	expect((await post("/two-factor/enable", { password: "wrong wrong wrong" }, jar.text())).status).toBe(400);
	const enabled = await post("/two-factor/enable", { password: PASSWORD }, jar.text());
	const { totpURI, backupCodes } = (await enabled.json()) as { readonly totpURI: string; readonly backupCodes: readonly string[] };
	// Until a first code was given it asks nobody.
	expect((await clientOf(jar.text()).me.get.query()).user.hasSecondFactor).toBe(false);
	const before = jar.text();
	const verified = await post("/two-factor/verify-totp", { code: await freshCodeOf(totpURI) }, jar.text());
	expect(verified.status).toBe(200);
	jar.take(verified);
	expect(await errorOf(clientOf(before).me.get.query())).toBe("UNAUTHENTICATED");
	return { email, jar, totpURI, backupCodes, client: () => clientOf(jar.text()) };
}

const signIn = (email: string, cookie = "") => post("/sign-in/email", { email, password: PASSWORD }, cookie);

test("a password or a link alone signs nobody in who has a second factor; a code does, and a wrong one does not", async () => {
	const { email, totpURI, backupCodes } = await enrolled("ada");
	const { url } = await berth.api.accounts.createSignInLink(email, 60_000);
	const asked = await signIn(email);
	const link = await takeLink(url);
	expect([await asked.json(), link.body]).toEqual([1, 2].map(() => ({ twoFactorRedirect: true, twoFactorMethods: ["totp"] })));
	for (const [nth, cookie] of [cookiesOf(asked), link.cookie].entries()) {
		expect(cookie).not.toContain("session_token");
		expect(await errorOf(clientOf(cookie).me.get.query())).toBe("UNAUTHENTICATED");
		expect((await post("/two-factor/verify-totp", { code: "000000" }, cookie)).status).toBe(401);
		const verified = await post("/two-factor/verify-totp", { code: await freshCodeOf(totpURI) }, cookie);
		expect(verified.status).toBe(200);
		expect((await clientOf(cookiesOf(verified)).me.get.query()).user.hasSecondFactor).toBe(true);
		// What asked for the code is used up with it.
		expect((await post("/two-factor/verify-backup-code", { code: backupCodes[nth] }, cookie)).status).toBe(401);
	}
	expect((await takeLink(url)).status).toBe(401);
});

test("a backup code works once; tries are few for each sign-in, and for the account", async () => {
	const { email, backupCodes, totpURI } = await enrolled("bea");
	const [code = ""] = backupCodes;
	const cookie = cookiesOf(await signIn(email));
	expect((await post("/two-factor/verify-backup-code", { code }, cookie)).status).toBe(200);
	const again = cookiesOf(await signIn(email));
	expect((await post("/two-factor/verify-backup-code", { code }, again)).status).toBe(401);
	const tries: number[] = [];
	for (let round = 0; round < 4; round += 1) {
		const challenge = cookiesOf(await signIn(email));
		for (let nth = 0; nth < 4; nth += 1)
			tries.push((await post("/two-factor/verify-totp", { code: `00000${round}${nth}`.slice(-6) }, challenge)).status);
	}
	// Whatever address it comes from, and however often it begins anew.
	expect(tries.at(-1)).toBe(429);
	const right = await post("/two-factor/verify-totp", { code: await freshCodeOf(totpURI) }, cookiesOf(await signIn(email)));
	expect(right.status).toBe(429);
});

test("a code signs in once, also when two send it at once", async () => {
	const { email, totpURI } = await enrolled("once");
	// Seen over a shoulder, as it stands on the screen: whoever signs in with it first is the one.
	const code = await freshCodeOf(totpURI);
	const asked = await Promise.all([1, 2, 3].map(async () => cookiesOf(await signIn(email))));
	const ends = await Promise.all(asked.map(async (cookie) => (await post("/two-factor/verify-totp", { code }, cookie)).status));
	expect(ends.toSorted((a, b) => a - b)).toEqual([200, 401, 401]);
	const later = cookiesOf(await signIn(email));
	expect((await post("/two-factor/verify-totp", { code }, later)).status).toBe(401);
	expect((await post("/two-factor/verify-totp", { code: await freshCodeOf(totpURI) }, later)).status).toBe(200);
});

test("a trusted browser is not asked, until every other session is ended", async () => {
	const { email, totpURI, client } = await enrolled("cid");
	const jar = createCookieJar();
	jar.take(await signIn(email));
	jar.take(await post("/two-factor/verify-totp", { code: await freshCodeOf(totpURI), trustDevice: true }, jar.text()));
	await post("/sign-out", {}, jar.text()).then((answer) => jar.take(answer));
	const trusted = await signIn(email, jar.text());
	expect(await trusted.json()).not.toHaveProperty("twoFactorRedirect");
	jar.take(trusted);
	expect((await client().me.endOtherSessions.mutate()).ended).toBe(1);
	expect(await (await signIn(email, jar.text())).json()).toHaveProperty("twoFactorRedirect", true);
});

test("turning it off needs the password, and whoever lost it is helped by an admin with one or by the machine's", async () => {
	const off = await enrolled("dan");
	expect((await post("/two-factor/disable", { password: "wrong wrong wrong" }, off.jar.text())).status).toBe(400);
	const disabled = await post("/two-factor/disable", { password: PASSWORD }, off.jar.text());
	expect(disabled.status).toBe(200);
	expect(await (await signIn(off.email)).json()).not.toHaveProperty("twoFactorRedirect");

	const lost = await enrolled("eve");
	const { user } = await lost.client().me.get.query();
	const admin = await enrolled("chief", true);
	await admin.client().admin.users.resetSecondFactor.mutate({ userId: user.id });
	expect(await errorOf(lost.client().me.get.query())).toBe("UNAUTHENTICATED");
	expect(await (await signIn(lost.email)).json()).not.toHaveProperty("twoFactorRedirect");
});

test("where admins need one, an admin without is none, and has the rights once it is on", async () => {
	const { client, cookie } = await berth.admin();
	expect(await client.me.get.query()).toMatchObject({ isAdmin: false, needsSecondFactor: true });
	expect(await errorOf(client.admin.tenants.list.query())).toBe("FORBIDDEN");
	await client.me.setPassword.mutate({ newPassword: PASSWORD });
	const enabled = await post("/two-factor/enable", { password: PASSWORD }, cookie);
	const { totpURI } = (await enabled.json()) as { readonly totpURI: string };
	const verified = await post("/two-factor/verify-totp", { code: await freshCodeOf(totpURI) }, cookie);
	const admin = clientOf(cookiesOf(verified));
	expect(await admin.me.get.query()).toMatchObject({ isAdmin: true, needsSecondFactor: false });
	expect(await errorOf(admin.admin.tenants.list.query())).toBe("none");
	const made = await admin.admin.keys.create.mutate({ name: "nightly", scopes: ["admin:read"], expiresInDays: 7 });
	const byKey = () => createBerthClient({ url: berth.url, apiKey: made.key }).admin.tenants.list.query();
	expect(await errorOf(byKey())).toBe("none");
	const disabled = await post("/two-factor/disable", { password: PASSWORD }, cookiesOf(verified));
	expect(await errorOf(clientOf(cookiesOf(disabled)).admin.tenants.list.query())).toBe("FORBIDDEN");
	// A key is no way round it: nobody would be asked for the second factor any more.
	expect(await errorOf(byKey())).toBe("UNAUTHENTICATED");
});
