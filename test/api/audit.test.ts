import { appRouter } from "@berth/api/router";
import { type LeaseId, newId } from "@berth/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cases } from "../authz/cases.ts";
import type { ProcedurePath } from "../authz/procedure-types.ts";
import { createScene, type Scene } from "../authz/scene.ts";
import { upgrade } from "../authz/sockets.ts";
import { withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { takeLink } from "./fixture.ts";
import { keeper } from "./lifecycle-stage.ts";

let scene: Scene;
beforeAll(async () => {
	scene = await createScene();
	// As if the simulated host had built one.
	await withClient(scene.berth.databaseUrl, (client) =>
		client.query(
			`insert into built_image (id, tenant_id, node_id, name, tag, state, image_id, size_bytes, built_by, begun_at, built_at)
			select $1, $2, id, 'kept', '1', 'kept', 'sha256:00', 1, 'user:ada', now(), now() from node limit 1`,
			[newId(), scene.tenantId],
		),
	);
}, 180_000);
afterAll(() => scene?.[Symbol.asyncDispose]());

const within = (what: string) => ({ timeoutMs: 60_000, what });

/** Mutations to the transport alone: what is asked does not fit into an address. They write nothing. */
const writeNothing = new Set([
	"lease.planProvision",
	"lease.planUpdate",
	"manifest.check",
	"manifest.fromCompose",
	"invitation.get",
	// Nobody asks, and nothing comes of it before somebody confirms.
	"device.begin",
	"device.poll",
	"device.look",
]);

/** What is asked of the scene so that it is done, where the case of the authorisation matrix has it refused or asks for what is so already. */
const wishes: Readonly<Record<string, (scene: Scene) => unknown>> = {
	"lease.renew": ({ leaseId }) => ({ leaseId, expiresAt: new Date(Date.now() + 9e8).toISOString() }),
	"admin.quarantine.set": ({ elsewhereId }) => ({ leaseId: elsewhereId, quarantined: true }),
	"retention.restore": ({ retentionId, name }) => ({ retentionId, name: name() }),
	"admin.images.collect": () => ({}),
	"image.remove": () => ({ name: "kept", tag: "1" }),
	"admin.skus.put": () => ({ name: "spare", cpuMillis: 100, memoryBytes: 2 ** 26, diskBytes: 0, pidsMax: 64 }),
	"me.setPassword": () => ({ newPassword: "correct horse battery" }),
};

/** What the scene has refused for its own state; each is written by the same code as one that is done: the verb beside it. */
const refusedHere: Readonly<Record<string, string>> = {
	"lease.retry": "lease.restart",
	"lease.setDomain": "lease.update",
	"operation.cancel": "admin.quarantine.set",
	"admin.actors.cancelStep": "admin.quarantine.set",
	"member.leave": "member.remove",
	"invitation.accept": "invitation.create",
	// It writes nothing when it is answered, either.
	"invitation.get": "invitation.create",
	"me.endSession": "me.endOtherSessions",
	"key.revokeSelf": "key.revoke",
};

// oxlint-disable-next-line no-underscore-dangle -- trpc has no other list
const flat = appRouter._def.procedures as unknown as Readonly<Record<string, Record<"_def", { readonly type: string }>>>;
const mutations = Object.entries(flat)
	.filter(([, { _def }]) => _def.type === "mutation")
	.map(([path]) => path as ProcedurePath)
	// Before the data is restored or given up.
	.sort((one, other) => Number(other === "admin.retentions.extend") - Number(one === "admin.retentions.extend"));

const rowsOf = (requestId: string) =>
	withClient(
		scene.berth.databaseUrl,
		async (client) =>
			(
				await client.query<{ action: string; outcome: string; actor: string; target_kind: string | null; facts: unknown }>(
					"select action, outcome, actor, target_kind, facts from audit_log where request_id = $1",
					[requestId],
				)
			).rows,
	);

/** What is under way would have the next command refused. */
const restsOf = (leaseId: string) =>
	waitUntil(async () => {
		const { state } = await scene.people.owner.client.lease.get.query({ leaseId });
		return ["ready", "stopped", "failed", "closed"].includes(state);
	}, within("the lease to rest"));

test("every mutation there is writes who asked, once, and one that is refused writes nothing", async () => {
	const faults: string[] = [];
	const refused: string[] = [];
	for (const path of mutations) {
		const person = path.startsWith("admin.") ? scene.people.admin : scene.people.owner;
		await restsOf(scene.leaseId);
		await restsOf(scene.elsewhereId);
		const input: unknown = wishes[path]?.(scene) ?? (await cases[path](scene));
		const requestId = `audit-${newId<LeaseId>()}`;
		const answer = await fetch(`${scene.berth.url}/trpc/${path}`, {
			method: "POST",
			headers: { cookie: person.cookie, "content-type": "application/json", "x-request-id": requestId, origin: scene.berth.url },
			...(input === undefined ? {} : { body: JSON.stringify(input) }),
		});
		const said = await answer.text();
		const rows = await rowsOf(answer.headers.get("x-request-id") ?? requestId);
		if (!answer.ok) refused.push(path);
		// A program that runs is told of when it begins and when it ends.
		const wanted = !answer.ok || writeNothing.has(path) ? 0 : path === "exec.run" ? 2 : 1;
		if (rows.length !== wanted || rows.some(({ action }) => action !== path))
			faults.push(`${path}: ${answer.status} with ${JSON.stringify(rows)}: ${said.slice(0, 200)}`);
		if (JSON.stringify(rows).match(/planted-value|another-value|battery|berth_[a-z]+_/)) faults.push(`${path} tells a secret`);
	}
	expect(faults).toEqual([]);
	expect(refused.sort()).toEqual(Object.keys(refusedHere).sort());
	// The code that stands for what was refused was run.
	expect(Object.values(refusedHere).filter((path) => refused.includes(path) || !mutations.includes(path as ProcedurePath))).toEqual([]);
}, 300_000);

test("a session over a socket is written when it begins and ends, and an export before its first byte", async () => {
	const { berth, people, tenantId } = scene;
	const { leaseId } = await people.owner.client.lease.provision.mutate({
		name: scene.name(),
		items: [{ service: "web", sku: "small" }],
		manifest: keeper,
	});
	await restsOf(leaseId);
	const { path, protocols } = await people.owner.client.exec.ticket.mutate({ leaseId, service: "web", index: 0, argv: ["sh"] });
	expect(await upgrade(berth.url + path, { cookie: people.owner.cookie, origin: berth.url }, protocols)).toBe(101);
	const rowsFor = async (action: string) => (await people.owner.client.audit.list.query({ target: leaseId, action })).rows;
	const rows = await waitUntil(async () => {
		const found = await rowsFor("exec.session");
		return found.length > 1 ? found : null;
	}, within("the session to have ended"));
	expect(rows).toMatchObject([
		{ tenantId, outcome: "done", facts: { what: "ended", program: "sh" } },
		{ tenantId, outcome: "done", facts: { what: "opened", program: "sh" } },
	]);
	expect(new Set(rows.map(({ actor, facts }) => `${actor} ${facts.session}`)).size).toBe(1);

	await people.owner.client.lease.stop.mutate({ leaseId });
	await restsOf(leaseId);
	const file = await fetch(`${berth.url}/api/backups/export?lease=${leaseId}`, { headers: { cookie: people.owner.cookie } });
	expect(file.status).toBe(200);
	await file.body?.cancel();
	expect(await rowsFor("backup.export")).toMatchObject([{ tenantId, actor: rows[0]?.actor, outcome: "done" }]);
});

test("who signs in, who cannot and who leaves is written, and an owner sees their tenant's rows and no other's", async () => {
	const { berth } = scene;
	const { client: admin } = scene.people.admin;
	const email = "signs-in@example.org";
	const { userId } = await berth.api.accounts.ensureUser({ email });
	const { cookie } = await takeLink((await berth.api.accounts.createSignInLink(email, 60_000)).url);
	await fetch(`${berth.url}/api/auth/sign-in/email`, {
		method: "POST",
		headers: { "content-type": "application/json", origin: berth.url },
		body: JSON.stringify({ email, password: "not the password" }),
	});
	await fetch(`${berth.url}/api/auth/sign-out`, {
		method: "POST",
		headers: { cookie, origin: berth.url, "content-type": "application/json" },
		body: "{}",
	});
	const seen = await waitUntil(async () => {
		const { rows } = await admin.admin.audit.list.query({ limit: 200 });
		const own = rows.filter(({ actor, userId: of }) => of === userId || actor === `user:${email}`);
		return own.length >= 3 ? own : null;
	}, within("the rows of a sign-in, a refusal and a sign-out"));
	expect(seen.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
		"auth.sign_out done",
		"auth.sign_in refused",
		"auth.sign_in done",
	]);
	expect(seen.at(-1)).toMatchObject({ userId, address: expect.stringMatching(/127\.0\.0\.1|::1/) });
	expect(JSON.stringify(seen)).not.toContain("not the password");

	const { rows } = await scene.people.owner.client.audit.list.query({ limit: 200 });
	expect(rows.length).toBeGreaterThan(10);
	expect(new Set(rows.map(({ tenantId }) => tenantId))).toEqual(new Set([scene.tenantId]));
	const others = await scene.people.otherOwner.client.audit.list.query({});
	expect(others.rows.filter(({ tenantId }) => tenantId === scene.tenantId)).toEqual([]);
	await expect(scene.people.member.client.audit.list.query({})).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });

	const file = (query: string, person = scene.people.owner) =>
		fetch(`${berth.url}/api/audit/export?${query}`, { headers: { cookie: person.cookie } });
	const lines = (await (await file("format=ndjson")).text())
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line) as { readonly id: string });
	expect(lines.map(({ id }) => id)).toEqual(expect.arrayContaining(rows.map(({ id }) => id)));
	const csv = await (await file("format=csv&action=lease.restart")).text();
	expect(csv.split("\r\n")[0]).toBe("id,at,tenant_id,actor,user_id,key_id,address,request_id,action,target_kind,target_id,outcome,facts");
	expect(
		csv
			.trimEnd()
			.split("\r\n")
			.slice(1)
			.every((line) => line.includes(",lease.restart,lease,")),
	).toBe(true);
	expect((await file("scope=all")).status).toBe(403);
	expect((await file("scope=all", scene.people.admin)).status).toBe(200);
	expect((await file("format=xml")).status).toBe(400);
});
