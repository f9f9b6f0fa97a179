import { createBerthClient } from "@berth/client";
import { type AccessScope, DAY } from "@berth/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withClient } from "../support/postgres.ts";
import { createTestApi, type Person, type TestApi, takeLink } from "./fixture.ts";

let berth: TestApi;
let owner: Person;
let viewer: Person;
let tenantId: string;
let foreignId: string;
beforeAll(async () => {
	berth = await createTestApi({ settings: { CALLS_PER_CALLER: "0", CALLS_PER_TENANT: "0", BAD_KEYS_PER_ADDRESS: "0" } });
	owner = await berth.member("acme");
	await berth.member("other");
	const { catalog } = berth.api.database.stores;
	const [acme, other] = await Promise.all([catalog.findTenantByName("acme"), catalog.findTenantByName("other")]);
	if (acme === null || other === null) throw new Error("the tenants are not there");
	[tenantId, foreignId] = [acme.id, other.id];
	viewer = await someone("viewer", "viewer@example.org");
});
afterAll(() => berth[Symbol.asyncDispose]());

async function someone(role: "viewer" | "member", email: string): Promise<Person> {
	const { accounts, database } = berth.api;
	const { userId } = await accounts.ensureUser({ email });
	const acme = await database.stores.catalog.findTenantByName("acme");
	if (acme === null) throw new Error("there is no acme");
	await database.stores.catalog.addMember(acme.id, userId, role);
	const { cookie } = await takeLink((await accounts.createSignInLink(email, 60_000)).url);
	return { cookie, client: createBerthClient({ url: berth.url, headers: { cookie } }) };
}

const program = () => createBerthClient({ url: berth.url });
const withKey = (apiKey: string) => createBerthClient({ url: berth.url, apiKey });
/** What programs were told, to look for where it must not be. */
const begun: { readonly key: string; readonly deviceSecret: string }[] = [];
const begin = async (scopes: AccessScope[] = ["deploy"], host = "laptop") => {
	const login = await program().device.begin.mutate({ program: "berth 0.1.0", host, scopes });
	begun.push(login);
	return login;
};
const given = (code: string, scopes: AccessScope[] = ["deploy"]) => ({ code, tenantId, scopes, expiresInDays: 7 as const });
const poll = (deviceSecret: string) => program().device.poll.mutate({ deviceSecret });
const refused = (code: string, data: object = {}) => ({ data: { code, data: expect.objectContaining(data) } });
const rows = <T extends object>(text: string, values: readonly unknown[] = []) =>
	withClient(berth.databaseUrl, async (client) => (await client.query<T & Record<string, unknown>>(text, [...values])).rows);

test("what a program was told is a key once somebody confirmed it: with the scopes, the end and the name that they saw, and told in the audit", async () => {
	const login = await begin(["write"]);
	expect(login.urlWithCode).toBe(`${berth.url}/device?code=${login.userCode}`);
	await expect(withKey(login.key).lease.list.query(), "before").rejects.toMatchObject(refused("UNAUTHENTICATED"));
	expect(await poll(login.deviceSecret)).toMatchObject({ status: "pending", key: null });
	expect((await poll(login.deviceSecret)).status, "asked again at once").toBe("slow_down");

	const code = login.userCode.toLowerCase().replace("-", " ");
	const seen = await owner.client.device.look.mutate({ code });
	expect(seen).toMatchObject({
		program: "berth 0.1.0",
		host: "laptop",
		scopes: ["write"],
		state: "pending",
		tenantWanted: null,
		isFromHere: true,
	});
	expect(seen.address).toMatch(/127\.0\.0\.1|::1/);
	expect(JSON.stringify(seen)).not.toMatch(/key|secret|hash/i);
	const made = await owner.client.device.confirm.mutate(given(code));

	const told = await poll(login.deviceSecret);
	expect(told).toMatchObject({
		status: "confirmed",
		key: { id: made.keyId, name: "berth@laptop", scopes: ["deploy"], tenant: { id: tenantId, name: "acme" }, expiresAt: made.expiresAt },
	});
	expect(login.key.startsWith(`${told.key?.prefix}_`)).toBe(true);
	expect(Math.abs(Date.parse(made.expiresAt) - Date.now() - 7 * DAY)).toBeLessThan(60_000);
	const mine = withKey(login.key);
	expect(await mine.key.self.query()).toMatchObject({ id: made.keyId, scopes: ["deploy"], tenant: { name: "acme", role: "owner" } });
	await expect(mine.key.create.mutate({ name: "x", scopes: ["read"], expiresInDays: 7 })).rejects.toMatchObject(refused("FORBIDDEN"));
	const { rows: audited } = await owner.client.audit.list.query({ target: made.keyId });
	expect(audited).toMatchObject([
		{
			action: "device.confirm",
			actor: "user:acme@example.org",
			target: { kind: "key", id: made.keyId },
			facts: { name: "berth@laptop", program: "berth 0.1.0", host: "laptop", from: seen.address, scopes: ["deploy"], days: 7 },
		},
	]);

	await expect(mine.key.revokeSelf.mutate({ keyId: "00000000-0000-7000-8000-000000000000" })).rejects.toMatchObject(refused("NOT_FOUND"));
	expect(await mine.key.revokeSelf.mutate({ keyId: made.keyId })).toEqual({ revoked: [made.keyId] });
	await expect(mine.lease.list.query()).rejects.toMatchObject(refused("UNAUTHENTICATED"));
});

test("a code works once, whoever comes second, and of many at the same time for one", async () => {
	const login = await begin();
	const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => owner.client.device.confirm.mutate(given(login.userCode))));
	expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
	for (const one of outcomes)
		if (one.status === "rejected") expect(one.reason).toMatchObject(refused("INVALID_STATE", { state: "confirmed" }));
	await expect(viewer.client.device.confirm.mutate(given(login.userCode, ["read"]))).rejects.toMatchObject(
		refused("INVALID_STATE", { state: "confirmed" }),
	);
	await expect(viewer.client.device.deny.mutate({ code: login.userCode })).rejects.toMatchObject(refused("INVALID_STATE"));
	expect(
		await rows("select from api_key where secret_hash = (select secret_hash from device_login order by created_at desc limit 1)"),
	).toHaveLength(1);
});

test("one that was denied, or is over, makes no key, and its program hears which", async () => {
	const denied = await begin();
	await viewer.client.device.deny.mutate({ code: denied.userCode });
	expect((await poll(denied.deviceSecret)).status).toBe("denied");
	await expect(owner.client.device.confirm.mutate(given(denied.userCode))).rejects.toMatchObject(
		refused("INVALID_STATE", { state: "denied" }),
	);

	const over = await begin(["deploy"], "late");
	await rows("update device_login set expires_at = now() - interval '1 second' where host = 'late'");
	expect(await owner.client.device.look.mutate({ code: over.userCode })).toMatchObject({ state: "expired" });
	await expect(owner.client.device.confirm.mutate(given(over.userCode))).rejects.toMatchObject(
		refused("INVALID_STATE", { state: "expired" }),
	);
	expect((await poll(over.deviceSecret)).status).toBe("expired");
	for (const { key } of [denied, over]) await expect(withKey(key).lease.list.query()).rejects.toMatchObject(refused("UNAUTHENTICATED"));
});

test("nobody gives what they have not, or what was not asked for, or for a tenant that is not theirs; a viewer gives what they have", async () => {
	const { userCode: code, key } = await begin(["deploy"]);
	const cases: readonly [Person, object, string][] = [
		[viewer, { scopes: ["deploy"] }, "FORBIDDEN"],
		[owner, { scopes: ["write"] }, "FORBIDDEN"],
		[owner, { scopes: ["deploy", "exec"] }, "FORBIDDEN"],
		[owner, { scopes: ["admin:write"] }, "FORBIDDEN"],
		[owner, { tenantId: null }, "FORBIDDEN"],
		[await berth.admin(), { tenantId: null, scopes: ["read"] }, "FORBIDDEN"],
		[owner, { tenantId: foreignId }, "NOT_FOUND"],
		[owner, { scopes: [] }, "BAD_INPUT"],
		[owner, { expiresInDays: 3_650 }, "BAD_INPUT"],
	];
	for (const [person, wish, expected] of cases)
		await expect(person.client.device.confirm.mutate({ ...given(code), ...wish }), JSON.stringify(wish)).rejects.toMatchObject(
			refused(expected),
		);
	await expect(withKey(owner.cookie).device.confirm.mutate(given(code))).rejects.toMatchObject(refused("UNAUTHENTICATED"));
	await viewer.client.device.confirm.mutate(given(code, ["read"]));
	expect(await withKey(key).key.self.query()).toMatchObject({ scopes: ["read"], tenant: { role: "viewer" } });

	const admin = await berth.admin();
	const whole = await begin(["admin:read"]);
	await admin.client.device.confirm.mutate({ ...given(whole.userCode, ["admin:read"]), tenantId: null });
	expect((await poll(whole.deviceSecret)).key).toMatchObject({ tenant: null, scopes: ["admin:read"] });
	expect((await withKey(whole.key).admin.node.list.query({})).nodes.length).toBeGreaterThan(0);
});

test("a key confirms nothing, nor does looking, a GET, another's page or a stranger", async () => {
	const login = await begin(["read"]);
	const { key: text } = await owner.client.key.create.mutate({ name: "robot", scopes: ["write"], expiresInDays: 7 });
	const input = given(login.userCode, ["read"]);
	await expect(withKey(text).device.confirm.mutate(input)).rejects.toMatchObject(refused("FORBIDDEN"));
	await expect(withKey(text).device.look.mutate({ code: login.userCode })).rejects.toMatchObject(refused("FORBIDDEN"));
	await expect(program().device.confirm.mutate(input)).rejects.toMatchObject(refused("UNAUTHENTICATED"));
	const cookie = { cookie: owner.cookie };
	const query = `?input=${encodeURIComponent(JSON.stringify(input))}`;
	expect((await fetch(`${berth.url}/trpc/device.confirm${query}`, { headers: cookie })).status).toBe(405);
	const page = await fetch(login.urlWithCode, { headers: cookie });
	expect(page.headers.get("x-frame-options")).toBe("DENY");
	expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
	const post = { method: "POST", body: JSON.stringify(input) };
	const evil = await fetch(`${berth.url}/trpc/device.confirm`, {
		...post,
		headers: { ...cookie, "content-type": "application/json", origin: "https://evil.example" },
	});
	expect(evil.status).toBe(403);
	await owner.client.device.look.mutate({ code: login.userCode });
	expect((await poll(login.deviceSecret)).status).toBe("pending");
});

test("how a login stands is told to whoever has its own secret alone", async () => {
	const [one, other] = [await begin(["read"], "one"), await begin(["read"], "two")];
	await owner.client.device.confirm.mutate(given(one.userCode, ["read"]));
	expect((await poll(other.deviceSecret)).status).toBe("pending");
	for (const wrong of [one.userCode, one.key, `${one.deviceSecret.slice(0, -1)}_`, other.key])
		await expect(poll(wrong), "what is no secret of a login").rejects.toMatchObject(refused("NOT_FOUND"));
	await expect(withKey(other.key).lease.list.query()).rejects.toMatchObject(refused("UNAUTHENTICATED"));
});

test("guesses are counted by person and by address, and right codes are not held against anybody", async () => {
	const guesser = await someone("member", "guesser@example.org");
	const { userCode } = await begin();
	for (let tries = 0; tries < 15; tries += 1) await guesser.client.device.look.mutate({ code: userCode });
	const guess = (person: Person, code: string) => person.client.device.confirm.mutate(given(code));
	for (const code of ["BBBB-BBBB", "not a code", ...Array.from({ length: 8 }, () => "ZZZZ-ZZZZ")])
		await expect(guess(guesser, code)).rejects.toMatchObject(refused("NOT_FOUND"));
	// The right one is not looked at any more, by whichever procedure.
	const limited = refused("RATE_LIMITED", { which: "code", retryAfterMs: expect.any(Number) });
	await expect(guess(guesser, userCode)).rejects.toMatchObject(limited);
	await expect(guesser.client.device.look.mutate({ code: userCode })).rejects.toMatchObject(limited);
	await expect(guesser.client.device.deny.mutate({ code: userCode })).rejects.toMatchObject(limited);
	expect(await owner.client.device.look.mutate({ code: userCode })).toMatchObject({ state: "pending" });
	// Many people of one address, each with a few.
	const crowd = await Promise.all(Array.from({ length: 6 }, (_, at) => someone("member", `crowd-${at}@example.org`)));
	const outcomes = await Promise.allSettled(crowd.flatMap((person) => Array.from({ length: 9 }, () => guess(person, "ZZZZ-ZZZZ"))));
	const codes = outcomes.map((one) => (one.status === "rejected" ? one.reason.data.code : "ok"));
	expect(new Set(codes)).toEqual(new Set(["NOT_FOUND", "RATE_LIMITED"]));
});

test("no more logins are begun from one address than people begin", async () => {
	const outcomes = await Promise.allSettled(Array.from({ length: 130 }, () => begin()));
	const limited = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
	expect(limited.length).toBeGreaterThan(5);
	for (const reason of limited) expect(reason).toMatchObject(refused("RATE_LIMITED", { which: "login" }));
});

test("neither the database nor the log holds a code, a secret or a key", async () => {
	const texts = await rows<{ text: string }>(
		"select device_login::text as text from device_login union all select audit_log::text from audit_log",
	);
	expect(texts.length).toBeGreaterThan(10);
	const all = [...texts.map(({ text }) => text), ...berth.logged].join("\n");
	expect(all).not.toMatch(/[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}\b/);
	expect(all).not.toMatch(/berth_[0-9a-f]{32}_[0-9a-z]{50}/);
	const secrets = begun.flatMap(({ key, deviceSecret }) => [key.split("_").at(-1) ?? "", deviceSecret]);
	expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
});
