import { berthErrorOf, createBerthClient } from "@berth/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cookiesOf, createTestApi, type TestApi, takeLink } from "./fixture.ts";

const PASSWORD = "correct horse battery";

let berth: TestApi;
beforeAll(async () => {
	berth = await createTestApi({
		settings: {
			TRUST_PROXY: "true",
			OIDC_ISSUER: "http://localhost:1",
			OIDC_CLIENT_ID: "berth",
			OIDC_CLIENT_SECRET: "only-for-tests",
		},
	});
});
afterAll(() => berth[Symbol.asyncDispose]());

let callers = 0;
const newAddress = () => {
	callers += 1;
	return `10.9.${Math.floor(callers / 250)}.${callers % 250}`;
};
const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
	fetch(berth.url + path, {
		method: "POST",
		redirect: "manual",
		headers: { "content-type": "application/json", origin: berth.url, "x-forwarded-for": newAddress(), ...headers },
		body: JSON.stringify(body),
	});
const errorOf = (call: Promise<unknown>) =>
	call.then(
		() => "none",
		(err: unknown) => berthErrorOf(err).code,
	);
const clientOf = (cookie: string) => createBerthClient({ url: berth.url, headers: { cookie } });

async function withPassword(tenant: string) {
	const person = await berth.member(tenant);
	await person.client.me.setPassword.mutate({ newPassword: PASSWORD });
	return { ...person, email: `${tenant}@example.org` };
}
const signIn = (email: string, headers: Readonly<Record<string, string>> = {}) =>
	post("/api/auth/sign-in/email", { email, password: PASSWORD }, headers);

// Every path that the library answers.
const served = [
	"/sign-in/email",
	"/sign-in/link",
	"/sign-in/social",
	"/sign-out",
	"/link-social",
	"/two-factor/enable",
	"/two-factor/disable",
	"/two-factor/verify-totp",
	"/two-factor/verify-backup-code",
	"/two-factor/generate-backup-codes",
];

test("a session that was planted before the sign-in is not the one after it", async () => {
	const { email } = await withPassword("fixed");
	const attacker = await berth.member("attacker");
	for (const planted of [attacker.cookie, "berth.session_token=chosen.by-somebody-else"]) {
		const answer = await signIn(email, { cookie: planted });
		const cookie = cookiesOf(answer);
		expect([answer.status, cookie.includes("session_token="), cookie === planted]).toEqual([200, true, false]);
		expect((await clientOf(cookie).me.get.query()).user.email).toBe(email);
	}
	expect((await attacker.client.me.get.query()).user.email).toBe("attacker@example.org");
	expect(await errorOf(clientOf("berth.session_token=chosen.by-somebody-else").me.get.query())).toBe("UNAUTHENTICATED");
});

test("no page of another site signs anybody in, out, or changes anything with their cookies", async () => {
	const { cookie, client, email } = await withPassword("crossed");
	const { url } = await berth.api.accounts.createSignInLink(email, 60_000);
	const token = new URL(url).hash.replace("#link=", "");
	for (const origin of ["http://evil.example", "null", `${berth.url}.evil.example`, berth.url.replace("localhost", "127.0.0.1")]) {
		for (const path of served) {
			const body = { email, password: PASSWORD, token, provider: "oidc", callbackURL: "/", code: "000000" };
			const answers = await Promise.all([post(`/api/auth${path}`, body, { origin }), post(`/api/auth${path}`, body, { origin, cookie })]);
			expect([path, origin, answers.map(({ status }) => status)]).toEqual([path, origin, [403, 403]]);
			expect(answers.flatMap((answer) => answer.headers.getSetCookie())).toEqual([]);
		}
		for (const path of ["me.setPassword", "me.endOtherSessions", "invitation.create", "invitation.accept", "member.remove"])
			expect((await post(`/trpc/${path}`, {}, { origin, cookie })).status).toBe(403);
		// What a form of another site can send without being asked.
		const form = await fetch(`${berth.url}/api/auth/sign-in/link`, {
			method: "POST",
			headers: { origin },
			body: new URLSearchParams({ token }),
		});
		expect(form.status).toBe(403);
	}
	expect((await client.me.get.query()).user.email).toBe(email);
	expect((await takeLink(url)).status).toBe(200);
});

test("a link is used up by no GET, of its page or of any path of sign-in", async () => {
	await berth.api.accounts.ensureUser({ email: "scanned@example.org" });
	const { url } = await berth.api.accounts.createSignInLink("scanned@example.org", 60_000);
	const token = new URL(url).hash.replace("#link=", "");
	expect(new URL(url).href.split("#")[0]).toBe(`${berth.url}/sign-in`);
	for (const path of [`/sign-in#link=${token}`, `/api/auth/sign-in/link?token=${token}`, `/api/auth/magic-link/verify?token=${token}`]) {
		const answer = await fetch(berth.url + path, { redirect: "manual" });
		expect(answer.headers.getSetCookie()).toEqual([]);
	}
	expect((await takeLink(url)).status).toBe(200);
});

test("nobody is sent to another site, whatever a path of sign-in is asked to go on to", async () => {
	const { cookie, email } = await withPassword("sent");
	const targets = ["http://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", `${berth.url}@evil.example/`];
	for (const target of targets) {
		for (const field of ["callbackURL", "errorCallbackURL", "newUserCallbackURL"]) {
			for (const path of served) {
				const body = { email, password: PASSWORD, token: "x", provider: "oidc", code: "0", callbackURL: "/", [field]: target };
				const answer = await post(`/api/auth${path}`, body, path === "/sign-out" ? {} : { cookie });
				const text = await answer.text();
				expect([
					path,
					field,
					target,
					answer.headers.get("location"),
					text.includes("evil.example") || text.includes("javascript:"),
				]).toEqual([path, field, target, null, false]);
			}
			const query = new URLSearchParams({ [field]: target, error: "x", state: "y" });
			const back = await fetch(`${berth.url}/api/auth/callback/oidc?${query}`, { redirect: "manual" });
			expect(new URL(back.headers.get("location") ?? "/", berth.url).origin).toBe(berth.url);
		}
	}
});

test("guesses are few: of passwords and of codes, from one address", async () => {
	const { email } = await withPassword("guessed");
	const from = { "x-forwarded-for": newAddress() };
	const guess = (path: string, body: object) => post(`/api/auth${path}`, body, from);
	const passwords: number[] = [];
	for (let nth = 0; nth < 12; nth += 1)
		passwords.push((await guess("/sign-in/email", { email, password: `wrong password ${nth}` })).status);
	expect([passwords[0], passwords.at(-1)]).toEqual([401, 429]);
	// The right one is not even looked at.
	expect((await guess("/sign-in/email", { email, password: PASSWORD })).status).toBe(429);
	expect((await signIn(email)).status).toBe(200);
	const codes: number[] = [];
	for (let nth = 0; nth < 12; nth += 1) codes.push((await guess("/two-factor/verify-totp", { code: "000000" })).status);
	expect([codes[0], codes.at(-1)]).toEqual([401, 429]);
});

test("tries of one account's password are counted for all processes together, and a restart gives none back", async () => {
	const { client, cookie } = await withPassword("everywhere");
	const other = await berth.also({ ROLE: "api", PUBLIC_URL: berth.url });
	const there = createBerthClient({ url: `http://localhost:${other.port}`, headers: { cookie } });
	const guess = (at: typeof client) => errorOf(at.me.setPassword.mutate({ newPassword: PASSWORD, currentPassword: "not the password" }));
	const told: string[] = [];
	for (const at of [client, client, client, client, client, client, there, there, there, there]) told.push(await guess(at));
	expect(new Set(told)).toEqual(new Set(["FORBIDDEN"]));
	expect([await guess(client), await guess(there)]).toEqual(["RATE_LIMITED", "RATE_LIMITED"]);
	await berth.restart();
	expect(await guess(client)).toBe("RATE_LIMITED");
	// Calls that guess nothing go on.
	expect(await errorOf(client.me.get.query())).toBe("none");
});

test("a wrong password and an unknown address are answered alike, and after a like time", async () => {
	const { email } = await withPassword("counted");
	await berth.api.accounts.ensureUser({ email: "without-password@example.org" });
	const asked = async (address: string) => {
		const startedMs = performance.now();
		const answer = await post("/api/auth/sign-in/email", { email: address, password: "not the password" });
		return { told: [answer.status, await answer.text()], ms: performance.now() - startedMs };
	};
	const known: number[] = [];
	const unknown: number[] = [];
	for (let round = 0; round < 3; round += 1) {
		const [one, two, three] = [await asked(email), await asked(`nobody-${round}@example.org`), await asked("without-password@example.org")];
		expect([two.told, three.told]).toEqual([one.told, one.told]);
		known.push(one.ms);
		unknown.push(two.ms, three.ms);
	}
	// A hash takes tens of milliseconds, no hash one: whichever was left out would be out by far more than this.
	const fastest = (times: readonly number[]) => Math.min(...times);
	expect(fastest(unknown)).toBeGreaterThan(fastest(known) / 3);
	expect(fastest(known)).toBeGreaterThan(fastest(unknown) / 3);
});

test("sessions are listed, ended one by one, and all but the present one by another password", async () => {
	const { email, client } = await withPassword("roaming");
	const cookies = await Promise.all([1, 2].map(async (nth) => cookiesOf(await signIn(email, { "user-agent": `browser-${nth}` }))));
	const [first, second] = cookies.map(clientOf);
	const { sessions } = await client.me.sessions.query();
	expect(sessions).toHaveLength(3);
	expect(sessions.filter(({ isPresent }) => isPresent)).toHaveLength(1);
	expect(sessions.map(({ program }) => program)).toEqual(expect.arrayContaining(["browser-1", "browser-2"]));
	expect(JSON.stringify(sessions)).not.toContain("token");
	const one = sessions.find(({ program }) => program === "browser-1")?.id ?? "";
	const { client: other } = await berth.member("other");
	expect(await errorOf(other.me.endSession.mutate({ sessionId: one }))).toBe("NOT_FOUND");
	expect(await errorOf(first?.me.get.query() ?? Promise.resolve())).toBe("none");
	await client.me.endSession.mutate({ sessionId: one });
	expect(await errorOf(first?.me.get.query() ?? Promise.resolve())).toBe("UNAUTHENTICATED");
	expect(await errorOf(second?.me.get.query() ?? Promise.resolve())).toBe("none");
	await client.me.setPassword.mutate({ newPassword: "another horse battery", currentPassword: PASSWORD });
	expect(await errorOf(second?.me.get.query() ?? Promise.resolve())).toBe("UNAUTHENTICATED");
	expect(await errorOf(client.me.get.query())).toBe("none");
});
