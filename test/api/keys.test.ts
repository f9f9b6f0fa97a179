import { createBerthClient } from "@berth/client";
import { HIDDEN_VALUE } from "@berth/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, type Person, type TestApi, takeLink } from "./fixture.ts";
import { asStack, codesOf, nodeWorks, refusalOf } from "./lifecycle-stage.ts";

let berth: TestApi;
let owner: Person;
beforeAll(async () => {
	berth = await createTestApi({ settings: { BAD_KEYS_PER_ADDRESS: "0" } });
	owner = await berth.member("acme");
	await nodeWorks(berth);
});
afterAll(() => berth[Symbol.asyncDispose]());

const clientOf = (apiKey: string) => createBerthClient({ url: berth.url, apiKey });
const make = (over: object = {}) => owner.client.key.create.mutate({ name: "ci", scopes: ["read", "write"], expiresInDays: 7, ...over });

test("a key is shown once, is kept as a hash alone, and stands in no log and no list", async () => {
	const made = await make({ name: "shown-once" });
	expect(made.key).toMatch(/^berth_[0-9a-f]{32}_[0-9a-z]{50}$/);
	const secret = made.key.split("_")[2] ?? "none";
	expect(await clientOf(made.key).key.self.query()).toMatchObject({
		id: made.id,
		name: "shown-once",
		tenant: { name: "acme", role: "owner" },
	});
	expect(JSON.stringify(await owner.client.key.list.query())).not.toContain(secret);
	await withClient(berth.databaseUrl, async (client) => {
		const { rows } = await client.query("select api_key::text as all from api_key");
		expect(rows.length).toBeGreaterThan(0);
		expect(JSON.stringify(rows)).not.toContain(secret);
	});
	expect(berth.logged.join("\n")).not.toContain(secret);
	const used = await waitUntil(
		async () => (await owner.client.key.list.query()).keys.find(({ id, lastUsedAt }) => id === made.id && lastUsedAt !== null),
		{ timeoutMs: 20_000, what: "the use to be noted" },
	);
	expect(used.lastUsedAddress).toMatch(/127\.0\.0\.1|::1/);
});

test("both texts of a rotated key work until the overlap ends, and then the new one alone", async () => {
	const made = await make({ name: "rotated" });
	const rotated = await owner.client.key.rotate.mutate({ keyId: made.id, overlap: "1h", expiresInDays: 30 });
	expect(rotated).toMatchObject({ id: made.id, days: 30 });
	const [before, after] = [clientOf(made.key), clientOf(rotated.key)];
	expect(await codesOf([before.key.self.query(), after.key.self.query()])).toEqual([undefined, undefined]);
	const again = await owner.client.key.rotate.mutate({ keyId: made.id, overlap: "0s" });
	expect(await codesOf([before.key.self.query(), after.key.self.query(), clientOf(again.key).key.self.query()])).toEqual([
		"UNAUTHENTICATED",
		"UNAUTHENTICATED",
		undefined,
	]);
});

test("a key makes none that can do more, lasts longer or reaches further than itself, and they end with it", async () => {
	const parent = await make({ name: "parent", scopes: ["write"], cidrs: ["127.0.0.0/8", "::1"] });
	const { key } = clientOf(parent.key);
	const wish = { name: "child", scopes: ["deploy" as const], expiresInDays: 365 as const };
	expect(
		await codesOf([
			key.create.mutate({ ...wish, scopes: ["read:sensitive"] }),
			key.create.mutate({ ...wish, scopes: ["exec"] }),
			key.create.mutate({ ...wish, scopes: ["admin:read"] }),
			key.create.mutate({ ...wish, cidrs: ["0.0.0.0/0"] }),
			key.create.mutate({ ...wish, cidrs: ["everywhere"] }),
			owner.client.key.create.mutate({ ...wish, scopes: ["admin:read"] }),
		]),
	).toEqual(["FORBIDDEN", "FORBIDDEN", "FORBIDDEN", "FORBIDDEN", "BAD_INPUT", "FORBIDDEN"]);
	const child = await key.create.mutate(wish);
	expect(child).toMatchObject({ expiresAt: parent.expiresAt, cidrs: parent.cidrs, createdBy: "key:parent" });
	expect(await refusalOf(clientOf(child.key).key.self.query())).toBe(null);
	expect((await owner.client.key.revoke.mutate({ keyId: parent.id })).revoked.toSorted()).toEqual([parent.id, child.id].sort());
	expect(await codesOf([clientOf(child.key).key.self.query(), key.self.query()])).toEqual(["UNAUTHENTICATED", "UNAUTHENTICATED"]);
	expect(await refusalOf(key.self.query())).toMatchObject({ message: "This API key is revoked." });
});

test("a key can do what its owner can at the moment, and nothing once they have left", async () => {
	const { catalog, people } = berth.api.database.stores;
	const tenantId = (await catalog.findTenantByName("acme"))?.id ?? expect.unreachable();
	const { userId } = await berth.api.accounts.ensureUser({ email: "leaves@example.org" });
	await catalog.addMember(tenantId, userId, "member");
	const link = await berth.api.accounts.createSignInLink("leaves@example.org", 60_000);
	const { cookie } = await takeLink(link.url);
	const client = createBerthClient({ url: berth.url, headers: { cookie } });
	const { key: text } = await client.key.create.mutate({ name: "of-a-member", scopes: ["write"], expiresInDays: 7 });
	const { key } = clientOf(text);
	expect(await refusalOf(key.list.query())).toBe(null);
	const wish = { name: "x", scopes: ["read" as const], expiresInDays: 7 as const };
	await owner.client.member.setRole.mutate({ userId, role: "viewer" });
	expect(await codesOf([key.create.mutate(wish), key.list.query()])).toEqual(["FORBIDDEN", undefined]);
	await people.suspendUser(userId, true);
	berth.api.accounts.forget(userId);
	expect(await refusalOf(key.list.query())).toMatchObject({ code: "UNAUTHENTICATED", message: "The owner of this API key is suspended." });
	await people.suspendUser(userId, false);
	await owner.client.member.remove.mutate({ userId });
	expect(await refusalOf(key.list.query())).toMatchObject({ code: "UNAUTHENTICATED" });
});

test("streams that a key has open end when it is revoked", async () => {
	const made = await make({ name: "streams", scopes: ["read"] });
	const opened = Promise.withResolvers<void>();
	const ended = new Promise<string>((resolve) => {
		clientOf(made.key).lease.watchList.subscribe(undefined, {
			onData: () => opened.resolve(),
			onError: (err) => resolve(err.data?.code ?? "unknown"),
		});
	});
	await opened.promise;
	await owner.client.key.revoke.mutate({ keyId: made.id });
	expect(await ended).toBe("UNAUTHENTICATED");
});

test("values that a reader may not see are hidden from it, and cannot be written back in place of what they hide", async () => {
	const manifest = asStack({ env: { TOKEN: "not-for-everybody" } });
	const { leaseId } = await owner.client.lease.provision.mutate({ name: "hides", items: [{ service: "web", sku: "small" }], manifest });
	const client = clientOf((await make({ name: "deployer", scopes: ["deploy"] })).key);
	const seen = (await client.lease.get.query({ leaseId })).release?.manifest;
	expect(seen?.services.web?.env).toEqual({ TOKEN: HIDDEN_VALUE });
	expect(await refusalOf(client.lease.update.mutate({ leaseId, manifest: seen }))).toMatchObject({ code: "INVALID_MANIFEST" });
	expect(await refusalOf(client.lease.setEnv.mutate({ leaseId, service: "web", mode: "put", env: { TOKEN: HIDDEN_VALUE } }))).toMatchObject(
		{
			code: expect.stringMatching(/^(BAD_INPUT|INVALID_MANIFEST)$/),
		},
	);
	expect((await owner.client.lease.get.query({ leaseId })).release?.manifest.services.web?.env).toEqual({ TOKEN: "not-for-everybody" });
});

test("a key needs no page of ours to come from, and brings no cookie's rights along", async () => {
	const made = await make({ name: "no-page", scopes: ["read"] });
	const post = (headers: Readonly<Record<string, string>>) =>
		fetch(`${berth.url}/trpc/manifest.check`, {
			method: "POST",
			headers: { "content-type": "application/json", origin: "http://elsewhere.example", ...headers },
			body: JSON.stringify({ manifest: { image: "shop:1" } }),
		});
	expect((await post({ authorization: `Bearer ${made.key}` })).status).toBe(200);
	expect((await post({ cookie: owner.cookie })).status).toBe(403);
	expect((await post({ authorization: "Bearer nonsense", cookie: owner.cookie })).status).toBe(401);
	const signOut = await fetch(`${berth.url}/api/auth/sign-out`, {
		method: "POST",
		headers: { origin: "http://elsewhere.example", authorization: `Bearer ${made.key}`, cookie: owner.cookie },
	});
	expect(signOut.status).toBe(403);
});

test("a tenant's calls are counted together, another tenant's apart, and nobody's by who only names their key", async () => {
	await using slow = await createTestApi({ settings: { CALLS_PER_CALLER: "120", CALLS_PER_TENANT: "180", BAD_KEYS_PER_ADDRESS: "0" } });
	const [acme, other] = [await slow.member("acme"), await slow.member("other")];
	const keyOf = async (name: string) => (await acme.client.key.create.mutate({ name, scopes: ["read"], expiresInDays: 7 })).key;
	const [first, second] = [await keyOf("first"), await keyOf("second")];
	const call = async (key: string) => {
		const answer = await fetch(`${slow.url}/trpc/lease.list`, { headers: { authorization: `Bearer ${key}` } });
		const { error } = (await answer.json()) as { readonly error?: { readonly data: { readonly data: { readonly which?: string } } } };
		return error === undefined ? "let in" : (error.data.data.which ?? answer.status);
	};
	// Windows are ten seconds long: what is asked here is over before one is, or is asked again in the next.
	await waitUntil(
		async () => {
			const forged = first.slice(0, -6) + (first.endsWith("aaaaaa") ? "bbbbbb" : "aaaaaa");
			const guesses = await Promise.all(Array.from({ length: 40 }, () => call(forged)));
			expect(new Set(guesses)).toEqual(new Set([401]));
			const told = await Promise.all(Array.from({ length: 20 }, () => call(first)));
			const more = await Promise.all(Array.from({ length: 20 }, () => call(second)));
			// Twenty for each caller, and thirty for all of the tenant.
			const isInOne = told.every((one) => one === "let in") && more.filter((one) => one === "let in").length <= 10;
			return isInOne && more.includes("tenant");
		},
		{ timeoutMs: 60_000, what: "the tenant's limit, and no caller's" },
	);
	expect(await refusalOf(other.client.lease.list.query())).toBe(null);
});

test("who calls too often is told when to come again, and so is an address that guesses; who was good there goes on", async () => {
	await using slow = await createTestApi({ settings: { CALLS_PER_CALLER: "120", BAD_KEYS_PER_ADDRESS: "30" } });
	const { client } = await slow.member("acme");
	const { key } = await client.key.create.mutate({ name: "busy", scopes: ["read"], expiresInDays: 7 });
	const call = (text: string) => fetch(`${slow.url}/trpc/key.self`, { headers: { authorization: `Bearer ${text}` } });
	expect((await call(key)).status).toBe(200);
	const unknown = `berth_${"0".repeat(32)}_${"a".repeat(50)}`;
	const guessed: number[] = [];
	while (guessed.at(-1) !== 429 && guessed.length < 100) guessed.push((await call(unknown)).status);
	expect(new Set(guessed)).toEqual(new Set([401, 429]));
	expect((await call(key)).status).toBe(200);
	const limited = await waitUntil(async () => ((await call(key)).status === 429 ? call(key) : null), {
		timeoutMs: 60_000,
		what: "a limit",
	});
	expect(Number(limited.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
	const { error } = (await limited.json()) as { readonly error: { readonly data: unknown } };
	expect(error.data).toMatchObject({ code: "RATE_LIMITED", retryable: true, data: { which: "caller", retryAfterMs: expect.any(Number) } });
	// Another caller of the same tenant is not held up by it.
	expect(await refusalOf(client.lease.list.query())).toBe(null);
	const metrics = await (await fetch(`${slow.url}/metrics`)).text();
	expect(metrics).toMatch(/rate_limited_total\{which="caller"\} [1-9]/);
	expect(metrics).toMatch(/rate_limited_total\{which="address"\} [1-9]/);
});
