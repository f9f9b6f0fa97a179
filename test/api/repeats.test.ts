import { openProcedures } from "@berth/api/openapi";
import type { Audit } from "@berth/db";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callProcedure } from "../authz/call.ts";
import { cases } from "../authz/cases.ts";
import type { ProcedurePath } from "../authz/procedure-types.ts";
import { createScene, type Scene } from "../authz/scene.ts";

let scene: Scene;
beforeAll(async () => {
	scene = await createScene();
});
afterAll(() => scene[Symbol.asyncDispose]());

/** Why a mutation may be repeated without a key. */
const natural: Readonly<Record<string, string>> = {
	"lease.renew": "puts a time",
	"manifest.check": "changes nothing",
	"manifest.fromCompose": "changes nothing",
	"operation.cancel": "asks an operation that is named, once or more",
	"exec.ticket": "another ticket, good for seconds and once",
	"webhook.update": "puts values",
	"webhook.remove": "a second time finds nothing",
	"me.setPassword": "asks for the password of before",
	"me.endSession": "ends what is named",
	"me.endOtherSessions": "ends what there is",
	"me.unlink": "takes away what there is",
	"image.remove": "a second time finds nothing",
	"member.setRole": "puts a role",
	"member.remove": "a second time finds nobody",
	"member.leave": "a second time finds nobody",
	"invitation.revoke": "a second time finds nothing",
	"invitation.get": "changes nothing",
	"invitation.accept": "a link is good once",
	"key.revoke": "ends what is named",
	"key.revokeSelf": "ends what is named",
	"device.begin": "another login, good for minutes and once",
	"device.poll": "asks how it stands",
	"device.look": "changes nothing",
	"device.confirm": "a code is good once",
	"device.deny": "a code is good once",
	"admin.actors.nudge": "a hint",
	"admin.actors.restart": "a hint",
	"admin.actors.cancelStep": "asks the operation under way, once or more",
	"admin.images.collect": "removes what is not needed",
	"admin.orphans.reap": "removes what is nobody's",
	"admin.quarantine.set": "puts a mark",
	"admin.node.cordon": "puts a mark",
	"admin.tenants.setQuota": "puts values",
	"admin.tenants.suspend": "puts a mark",
	"admin.tenants.resume": "puts a mark",
	"admin.skus.put": "puts values by a name",
	"admin.skus.retire": "puts a mark",
	"admin.users.setAdmin": "puts a mark",
	"admin.users.suspend": "puts a mark",
	"admin.users.resume": "puts a mark",
	"admin.users.remove": "a second time finds nobody",
	"admin.users.endSessions": "ends what there is",
	"admin.users.resetSecondFactor": "takes away what there is",
	"admin.users.signInLink": "another link, good once and for a while",
	"admin.keys.revoke": "ends what is named",
	"admin.webhooks.update": "puts values",
	"admin.webhooks.remove": "a second time finds nothing",
};

const mutations = openProcedures().filter(({ type }) => type === "mutation");
const takesKey = mutations.filter(({ input }) => Object.hasOwn(input?.schema.properties ?? {}, "idempotencyKey")).map(({ path }) => path);
/** A command of a lease keeps its key with its operation; tests of commands are about that. */
const isCommand = (path: string) => path.startsWith("lease.") || ["release.rollBack", "retention.restore"].includes(path);
const keyed = takesKey.filter((path) => !isCommand(path)) as ProcedurePath[];

const post = (path: string, input: object) => {
	const { admin, owner } = scene.people;
	const { cookie } = path.startsWith("admin.") ? admin : owner;
	return callProcedure(scene.berth.url, { path, type: "mutation", input }, { cookie });
};
/** How often the audit log says that it was done. */
const timesDone = async (action: string) => {
	const { rows } = await scene.people.admin.client.admin.audit.list.query({ action, limit: 200 });
	return rows.length;
};

test("each mutation takes a key, or is known for what makes a repeat harmless", () => {
	expect(mutations.map(({ path }) => path).toSorted()).toEqual([...takesKey, ...Object.keys(natural)].toSorted());
});

test("what comes twice with a key is done once: the answer is the same, or says what was made where it held a secret", async () => {
	expect(keyed.length).toBeGreaterThan(10);
	const shown: string[] = [];
	for (const path of keyed) {
		const input = { ...((await cases[path](scene)) as object), idempotencyKey: `twice:${path}` };
		const before = await timesDone(path);
		const first = await post(path, input);
		expect(first.code, `${path}: ${first.text}`).toBe("ok");
		const second = await post(path, input);
		if (second.code === "ok") expect(JSON.parse(second.text), path).toEqual(JSON.parse(first.text));
		else {
			shown.push(path);
			expect(JSON.parse(second.text), path).toMatchObject({
				error: { data: { code: "ALREADY_DONE", retryable: false, data: { made: { kind: expect.any(String), id: expect.any(String) } } } },
			});
		}
		// A session in a container has a row for its beginning and one for its end.
		expect((await timesDone(path)) - before, path).toBe(path === "exec.run" ? 2 : 1);
		const other = path.startsWith("admin.") ? "admin.webhooks.create" : "webhook.create";
		const another = { url: "http://127.0.0.1:9/other", types: ["lease.ready"], idempotencyKey: `twice:${path}` };
		expect((await post(other, another)).code, path).toBe("IDEMPOTENCY_KEY_REUSED");
	}
	const secrets = ["key.create", "key.rotate", "webhook.create", "webhook.rotate", "admin.keys.create", "admin.keys.rotate"];
	const more = ["admin.webhooks.create", "admin.webhooks.rotate", "invitation.create", "admin.members.invite", "exec.run"];
	expect(shown.toSorted()).toEqual([...secrets, ...more].toSorted());
});

test("no answer that showed a secret is in the database", async () => {
	const asked = { name: "kept-nowhere", scopes: ["read" as const], expiresInDays: 7 as const, idempotencyKey: "kept:nowhere" };
	const { key } = await scene.people.owner.client.key.create.mutate(asked);
	const client = new pg.Client({ connectionString: scene.berth.databaseUrl });
	await client.connect();
	try {
		const { rows } = await client.query<{ text: string }>("select keyed_request::text as text from keyed_request");
		expect(rows.length).toBeGreaterThan(0);
		expect(rows.filter(({ text }) => text.includes(key) || text.includes("whsec_") || text.includes("#token="))).toEqual([]);
	} finally {
		await client.end();
	}
});

test("of many who come with one key at the same time, through two processes, one makes the thing", async () => {
	const other = await scene.berth.also({ ROLE: "api" });
	const { cookie } = scene.people.owner;
	const input = { name: "raced", scopes: ["read"], expiresInDays: 7, idempotencyKey: "raced:by:many" };
	const urls = [scene.berth.url, `http://localhost:${other.port}`];
	const outcomes = await Promise.all(
		Array.from({ length: 10 }, (_, at) => callProcedure(urls[at % 2] ?? "", { path: "key.create", type: "mutation", input }, { cookie })),
	);
	const codes = outcomes.map(({ code }) => code).toSorted();
	expect(codes.filter((code) => code === "ok")).toHaveLength(1);
	expect(codes.filter((code) => !["ok", "REQUEST_UNDER_WAY", "ALREADY_DONE"].includes(code))).toEqual([]);
	const { keys } = await scene.people.owner.client.key.list.query({ limit: 200 });
	expect(keys.filter(({ name }) => name === "raced")).toHaveLength(1);
});

test("a key of somebody else, or for another request after a refusal, is free", async () => {
	const { owner, otherOwner } = scene.people;
	const idempotencyKey = "shared:word";
	const hook = { url: "http://127.0.0.1:9/mine", types: ["lease.ready" as const], idempotencyKey };
	const mine = await owner.client.webhook.create.mutate(hook);
	const theirs = await otherOwner.client.webhook.create.mutate(hook);
	expect(mine.webhook.id).not.toBe(theirs.webhook.id);
	const wrong = { name: "x", scopes: ["admin:write" as const], expiresInDays: 7 as const, idempotencyKey: "refused:first" };
	await expect(owner.client.key.create.mutate(wrong)).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
	expect((await owner.client.key.create.mutate({ ...wrong, scopes: ["read"] })).key).toBeTruthy();
});

test("a try whose end nobody heard of is found done by its row of the audit log, and begun anew without one", async () => {
	const { keyedRequests, webhooks } = scene.berth.api.database.stores;
	const request = { holder: "user:gone for all", key: "lost:answer", action: "webhook.create", hash: "00" };
	const begun = await keyedRequests.take(request, 0, 60_000);
	if (begun.kind !== "taken") throw new Error("the key was not free");
	// Nothing was written: whoever comes next takes it, and the one before has no word any more.
	const anew = await keyedRequests.take(request, 0, 60_000);
	if (anew.kind !== "taken") throw new Error("the try was not begun anew");
	await keyedRequests.finish(request, begun.claim, { wrong: true });
	const audit: Audit = {
		actor: "user:gone",
		userId: null,
		keyId: null,
		tenantId: null,
		address: null,
		requestId: null,
		action: request.action,
		claim: anew.claim,
	};
	const { id } = await webhooks.create(
		{ tenantId: null },
		{ url: "http://127.0.0.1:9/", description: "", types: ["lease.ready"] },
		"x",
		audit,
	);
	expect(await keyedRequests.take(request, 0, 60_000)).toEqual({ kind: "done", answer: undefined, target: { kind: "webhook", id } });
	expect(await keyedRequests.take({ ...request, hash: "01" }, 0, 60_000)).toEqual({ kind: "other" });
	// One that is under way is left alone until it was silent for long.
	const busy = { ...request, key: "under:way" };
	const held = await keyedRequests.take(busy, 60_000, 60_000);
	if (held.kind !== "taken") throw new Error("the key was not free");
	expect(await keyedRequests.take(busy, 60_000, 60_000)).toEqual({ kind: "busy" });
	await keyedRequests.finish(busy, held.claim, { done: 1 });
	expect(await keyedRequests.take(busy, 60_000, 60_000)).toEqual({ kind: "done", answer: { done: 1 }, target: null });
});
