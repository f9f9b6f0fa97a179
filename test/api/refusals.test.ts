import { berthErrorOf } from "@berth/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, oneContainer, type Person, type TestApi, takeLink } from "./fixture.ts";

let berth: TestApi;
let person: Person;
beforeAll(async () => {
	berth = await createTestApi();
	person = await berth.member("acme");
	await waitUntil(() => berth.api.agent()?.status().claimed, { timeoutMs: 20_000, what: "the node to be claimed" });
});
afterAll(() => berth[Symbol.asyncDispose]());

const refusalOf = (call: Promise<unknown>) =>
	call.then(
		() => null,
		(err: unknown) => berthErrorOf(err),
	);

test("bad input is refused by the rule it breaks, before anything is made", async () => {
	const { provision } = person.client.lease;
	const asked = oneContainer("shop");
	const refusals = await Promise.all([
		// What the compiler refuses too is sent all the same.
		refusalOf(provision.mutate({ ...asked, colour: "red" } as typeof asked)),
		refusalOf(provision.mutate({ ...asked, name: "Shop!" })),
		refusalOf(provision.mutate({ ...asked, manifest: { image: "shop:1", privileged: true } })),
		refusalOf(provision.mutate({ ...asked, manifest: { image: "UPPER//case" } })),
		refusalOf(provision.mutate({ ...asked, manifest: { image: "evil.example/shop:1" } })),
		refusalOf(provision.mutate({ ...asked, items: [{ sku: "huge" }] })),
	]);
	expect(refusals.map((refusal) => refusal?.code)).toEqual([
		"BAD_INPUT",
		"BAD_INPUT",
		"INVALID_MANIFEST",
		"INVALID_MANIFEST",
		"IMAGE_NOT_ALLOWED",
		"SKU_UNKNOWN",
	]);
	expect(refusals[0]?.data).toEqual({ issues: [{ path: "colour", message: "there is no such field" }] });
	expect(refusals.every((refusal) => refusal?.requestId !== null)).toBe(true);
	expect((await person.client.lease.list.query({ includeClosed: true })).leases).toEqual([]);
	expect(berth.host.containerCount).toBe(0);
});

test("another tenant's lease is not there: by any procedure, for any member, but for an admin it is", async () => {
	const { leaseId } = await person.client.lease.provision.mutate(oneContainer("secret-shop"));
	const { client: other } = await berth.member("other");
	const calls = [
		other.lease.get.query({ leaseId }),
		other.operation.list.query({ leaseId }),
		other.lease.restart.mutate({ leaseId }),
		other.lease.close.mutate({ leaseId }),
	];
	expect((await Promise.all(calls.map(refusalOf))).map((refusal) => refusal?.code)).toEqual(calls.map(() => "NOT_FOUND"));
	const watched = await new Promise((resolve) => {
		other.lease.watch.subscribe({ leaseId }, { onData: () => resolve("told"), onError: (err) => resolve(berthErrorOf(err).code) });
	});
	expect(watched).toBe("NOT_FOUND");
	const { client: admin } = await berth.admin();
	expect((await admin.lease.get.query({ leaseId })).name).toBe("secret-shop");
	expect((await admin.admin.leases.list.query({})).leases.map(({ tenantName }) => tenantName)).toEqual(["acme"]);
});

test("an oversized body is refused in the shape of every other error", async () => {
	const huge = { ...oneContainer("huge"), manifest: { image: "shop:1", env: { A: "x".repeat(300_000) } } };
	expect(await refusalOf(person.client.lease.provision.mutate(huge))).toMatchObject({
		code: "BODY_TOO_LARGE",
		data: { bytesMax: 262_144 },
	});
});

test("a page of another origin may change nothing with our cookies", async () => {
	const answer = await fetch(`${berth.url}/trpc/me.setPassword`, {
		method: "POST",
		headers: { cookie: person.cookie, origin: "http://evil.example", "content-type": "application/json" },
		body: JSON.stringify({ newPassword: "correct horse battery" }),
	});
	expect(answer.status).toBe(403);
	expect(await answer.json()).toMatchObject({ error: { data: { code: "FORBIDDEN" } } });
});

test("a request id is echoed when it is well-formed, and replaced when it is not", async () => {
	const idOf = async (id: string) => (await fetch(`${berth.url}/healthz`, { headers: { "x-request-id": id } })).headers.get("x-request-id");
	expect(await idOf("order-2030-01-02.7")).toBe("order-2030-01-02.7");
	expect(await idOf("short")).not.toBe("short");
	expect(await idOf('a"b{c}:;<script>')).toMatch(/^[0-9a-f-]{36}$/);
});

test("readiness says which part is well, and metrics are told to this machine alone", async () => {
	const ready = await waitUntil(async () => ((await fetch(`${berth.url}/readyz`)).ok ? fetch(`${berth.url}/readyz`) : null), {
		timeoutMs: 20_000,
		what: "the service to be ready",
	});
	const well = (check: string) => ({ check, ok: true, ageMs: expect.any(Number) });
	expect(await ready.json()).toMatchObject({ ok: true, checks: [well("database"), well("engine"), well("node")] });
	const metrics = await (await fetch(`${berth.url}/metrics`)).text();
	expect(metrics).toContain('lease_transitions_total{from="none",to="provisioning",event="provisionRequested"}');
	expect(metrics).toContain('check_healthy{check="engine"} 1');
	const relayed = await fetch(`${berth.url}/metrics`, { headers: { "x-forwarded-for": "203.0.113.7" } });
	expect(relayed.status).toBe(403);
});

test("what is logged holds no secret, no cookie and no link", async () => {
	const link = await berth.api.accounts.createSignInLink("acme@example.org", 60_000);
	await takeLink(link.url);
	await refusalOf(person.client.me.setPassword.mutate({ newPassword: "a-password-of-ours" }));
	const text = berth.logged.join("\n");
	expect(text.length).toBeGreaterThan(1_000);
	const token = new URL(link.url).hash.replace("#link=", "");
	const session = decodeURIComponent(person.cookie.split("=")[1] ?? "none").split(".")[0] ?? "none";
	for (const secret of [berth.secret, token, session, "a-password-of-ours"]) expect(text.includes(secret)).toBe(false);
	expect(text).toContain("[secret]");
});
