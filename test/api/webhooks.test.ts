import { spawn } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { type WebhookEnvelope, webhookEventTypes } from "@berth/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, oneContainer, type Person, type TestApi } from "./fixture.ts";

interface Received {
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
	readonly envelope: WebhookEnvelope;
}

/** A receiver that answers with what `status` says. */
async function receiver(status: () => number = () => 200) {
	const received: Received[] = [];
	const server = createServer((req, res) => {
		let body = "";
		req.setEncoding("utf8");
		req.on("data", (text: string) => (body += text));
		req.on("end", () => {
			received.push({ headers: req.headers, body, envelope: JSON.parse(body) as WebhookEnvelope });
			res.writeHead(status(), { location: "http://127.0.0.1:1/elsewhere" }).end(`thanks ${"x".repeat(2_000)}`);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	return {
		received,
		port,
		url: `http://127.0.0.1:${port}/hook?of=acme`,
		[Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
	};
}

const within = (what: string) => ({ timeoutMs: 60_000, what });

/** The digests of a signature's own time that stand in it, and those that each secret makes of what was received. */
function digestsOf({ headers, body }: Received, secrets: readonly string[]) {
	const [time = "", ...digests] = String(headers["x-berth-signature"]).split(",");
	const signed = [time.slice(2), "POST", "/hook?of=acme", createHash("sha256").update(body).digest("hex")].join("\n");
	return {
		sent: digests.map((digest) => digest.replace("sha256=", "")),
		made: secrets.map((secret) => createHmac("sha256", secret).update(signed).digest("hex")),
	};
}

/** The check that the page about webhooks shows, as it stands there. */
async function documented(): Promise<{ isFromBerth(request: object): boolean }> {
	const page = await readFile(new URL("../../docs/webhooks.md", import.meta.url), "utf8");
	const [, code] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
	return (await import(`data:text/javascript,${encodeURIComponent(code ?? "")}`)) as { isFromBerth(request: object): boolean };
}

const ended = async ({ client }: Person, webhookId: string) =>
	waitUntil(async () => {
		const [newest] = (await client.webhook.deliveries.query({ webhookId })).deliveries;
		return newest?.state !== "owed" && newest ? newest : null;
	}, within("the delivery to end"));

let berth: TestApi;
let ada: Person;
beforeAll(async () => {
	berth = await createTestApi();
	ada = await berth.member("acme");
});
afterAll(() => berth[Symbol.asyncDispose]());

test("an event is told once to each webhook that wants it, signed, with nothing of another tenant's and no value of an environment", async () => {
	await using hook = await receiver();
	await using deaf = await receiver();
	await using other = await receiver();
	await using all = await receiver();
	const bob = await berth.member("umbrella");
	const admin = await berth.admin();
	const { webhook, secret } = await ada.client.webhook.create.mutate({ url: hook.url, types: ["lease.ready", "lease.closed"] });
	await ada.client.webhook.create.mutate({ url: deaf.url, types: ["lease.failed"] });
	await bob.client.webhook.create.mutate({ url: other.url, types: [...webhookEventTypes] });
	const { webhook: whole } = await admin.client.admin.webhooks.create.mutate({ url: all.url, types: ["lease.ready"] });
	expect(JSON.stringify(await ada.client.webhook.list.query())).not.toContain(secret.slice(8));
	expect((await ada.client.webhook.list.query()).webhooks.map(({ id }) => id)).not.toContain(whole.id);

	const { leaseId, operationId } = await ada.client.lease.provision.mutate({
		...oneContainer("told"),
		manifest: { image: "shop:1", env: { TOKEN: "hunter2-hunter2" } },
	});
	const [first] = await waitUntil(() => (hook.received.length > 0 ? hook.received : null), within("lease.ready"));
	await waitUntil(() => all.received.length > 0, within("lease.ready of the installation's"));
	if (first === undefined) throw new Error("it was received");
	expect(first.envelope).toMatchObject({
		type: "lease.ready",
		version: 1,
		lease: { id: leaseId, name: "told" },
		operation: { id: operationId },
		data: { from: "provisioning" },
	});
	expect(first.headers["x-berth-delivery"]).toBe(first.envelope.id);
	const { sent, made } = digestsOf(first, [secret]);
	expect(sent).toEqual(made);
	const { isFromBerth } = await documented();
	const request = {
		secret,
		method: "POST",
		target: "/hook?of=acme",
		body: first.body,
		signature: String(first.headers["x-berth-signature"]),
	};
	expect(isFromBerth(request)).toBe(true);
	for (const other of [{ secret: `${secret}x` }, { body: `${first.body} ` }, { target: "/hook" }, { nowSeconds: Date.now() / 1_000 + 600 }])
		expect(isFromBerth({ ...request, ...other })).toBe(false);
	expect(all.received.map(({ envelope }) => envelope.lease?.id)).toEqual([leaseId]);

	await ada.client.lease.close.mutate({ leaseId });
	await waitUntil(() => hook.received.length > 1, within("lease.closed"));
	const delivery = await ended(ada, webhook.id);
	expect(delivery).toMatchObject({ type: "lease.closed", state: "delivered", lastStatus: 200, attempts: 1 });
	const { attempts } = await ada.client.webhook.attempts.query({ deliveryId: delivery.id });
	expect(attempts).toMatchObject([{ status: 200, error: null }]);
	expect(attempts[0]?.answer).toHaveLength(512);
	// Those that must not hear had as long as those that did.
	expect([deaf.received, other.received]).toEqual([[], []]);
	expect(hook.received.map(({ envelope }) => envelope.type)).toEqual(["lease.ready", "lease.closed"]);
	expect(JSON.stringify([...hook.received, ...all.received])).not.toContain("hunter2");
	await expect(bob.client.webhook.attempts.query({ deliveryId: delivery.id })).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
	await expect(bob.client.webhook.redeliver.mutate({ deliveryId: delivery.id })).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
	for (const call of ["remove", "rotate", "test"] as const)
		await expect(bob.client.webhook[call].mutate({ webhookId: webhook.id })).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
	await admin.client.admin.webhooks.remove.mutate({ webhookId: whole.id });
});

test("of a rotated secret both sign for a day, then the new one alone; a replay keeps its id", async () => {
	await using hook = await receiver();
	const { webhook, secret: old } = await ada.client.webhook.create.mutate({ url: hook.url, types: ["lease.ready"] });
	const webhookId = webhook.id;
	const { secret: fresh } = await ada.client.webhook.rotate.mutate({ webhookId });
	expect(fresh).not.toBe(old);
	await ada.client.webhook.test.mutate({ webhookId });
	const [both] = await waitUntil(() => (hook.received.length > 0 ? hook.received : null), within("the ping"));
	if (both === undefined) throw new Error("it was received");
	expect(both.envelope).toMatchObject({ type: "ping", lease: null, data: {} });
	const signed = digestsOf(both, [fresh, old]);
	expect(signed.sent).toEqual(signed.made);

	await withClient(berth.databaseUrl, (client) => client.query("update webhook set previous_until = now() where id = $1", [webhookId]));
	const delivery = await ended(ada, webhookId);
	await ada.client.webhook.redeliver.mutate({ deliveryId: delivery.id });
	const again = await waitUntil(() => hook.received[1] ?? null, within("the replay"));
	expect(again.envelope).toEqual(both.envelope);
	const alone = digestsOf(again, [fresh]);
	expect(alone.sent).toEqual(alone.made);
	expect((await ended(ada, webhookId)).id).toBe(delivery.id);
});

test("a receiver that fails is tried again under the same id, and one that failed for days is turned off and says so", async () => {
	let status = 500;
	await using hook = await receiver(() => status);
	const { webhook } = await ada.client.webhook.create.mutate({ url: hook.url, types: ["lease.ready"] });
	const webhookId = webhook.id;
	await ada.client.webhook.test.mutate({ webhookId });
	await waitUntil(() => hook.received.length > 0, within("the first try"));
	status = 307;
	await waitUntil(() => hook.received.length > 1, within("the second try"));
	status = 200;
	const [owed] = (await ada.client.webhook.deliveries.query({ webhookId, failed: true })).deliveries;
	await ada.client.webhook.redeliver.mutate({ deliveryId: owed?.id ?? "" });
	await waitUntil(async () => (await ended(ada, webhookId)).state === "delivered", within("it to arrive"));
	expect(new Set(hook.received.map(({ envelope }) => envelope.id)).size).toBe(1);
	const [shown] = (await ada.client.webhook.deliveries.query({ webhookId })).deliveries;
	const { attempts } = await ada.client.webhook.attempts.query({ deliveryId: shown?.id ?? "" });
	expect(attempts.map((one) => one.status)).toEqual([500, 307, 200]);

	status = 500;
	await withClient(berth.databaseUrl, (client) =>
		client.query("update webhook set failing_since = now() - interval '6 days' where id = $1", [webhookId]),
	);
	await ada.client.webhook.test.mutate({ webhookId });
	const off = await waitUntil(
		async () => (await ada.client.webhook.list.query()).webhooks.find(({ id, enabled }) => id === webhookId && !enabled) ?? null,
		within("it to be turned off"),
	);
	expect(off).toMatchObject({ disabledBecause: "failing", lastError: "The receiver answered 500." });
	const { rows } = await ada.client.audit.list.query({ target: webhookId, action: "webhook.turned_off" });
	expect(rows).toMatchObject([{ actor: "berth", outcome: "done" }]);
	const on = await ada.client.webhook.update.mutate({ webhookId, enabled: true });
	expect(on).toMatchObject({ enabled: true, disabledBecause: null, failingSince: null });
});

test("an event is told once though the process that committed it is killed before it was sent", async () => {
	await using hook = await receiver();
	const { webhook } = await ada.client.webhook.create.mutate({ url: hook.url, types: ["lease.ready", "lease.quarantined"] });
	const { leaseId } = await ada.client.lease.provision.mutate(oneContainer("crashed"));
	await waitUntil(() => hook.received.length > 0, within("lease.ready"));
	await berth.api.stop();
	const program = fileURLToPath(new URL("dying-teller.ts", import.meta.url));
	const dying = spawn(process.execPath, [program, berth.databaseUrl, leaseId], { stdio: ["ignore", "ignore", "inherit"] });
	const [, killedBy] = await once(dying, "exit");
	expect(killedBy).toBe("SIGKILL");
	await withClient(berth.databaseUrl, async (client) => {
		const { rows } = await client.query("select attempts, delivered_at from webhook_delivery where type = 'lease.quarantined'");
		expect(rows).toEqual([{ attempts: 1, delivered_at: null }]);
		// A second writing of the same event is refused by the schema.
		const twin = `insert into webhook_delivery (id, webhook_id, type, at, lease_id, lease_seq, data, owed_since)
			select gen_random_uuid(), webhook_id, type, at, lease_id, lease_seq, data, now() from webhook_delivery where type = 'lease.quarantined' and webhook_id = $1`;
		await expect(client.query(twin, [webhook.id])).rejects.toMatchObject({ code: "23505" });
		// The minute for which what a dead process had taken is held.
		await client.query(`update webhook_delivery set held_until = now() where held_until is not null;
			update graphile_worker._private_jobs set locked_at = locked_at - interval '61 s' where locked_at is not null;
			update graphile_worker._private_job_queues set locked_at = locked_at - interval '61 s' where locked_at is not null`);
	});
	expect(hook.received).toHaveLength(1);
	await berth.restart();
	const told = await waitUntil(() => hook.received[1] ?? null, within("what was owed"));
	expect(told.envelope).toMatchObject({ type: "lease.quarantined", lease: { id: leaseId }, data: { quarantined: true } });
	expect((await ada.client.webhook.deliveries.query({ webhookId: webhook.id })).deliveries).toHaveLength(2);
});

test("a tenant whose receivers all hang has a share of the workers, and another tenant's events arrive meanwhile", async () => {
	await using slow = await createTestApi({ settings: { CALLBACK_TIMEOUT: "25s" } });
	await using hook = await receiver();
	const held = new Set<ServerResponse>();
	let isHanging = true;
	let most = 0;
	let taken = 0;
	const hanging = createServer((_req, res) => {
		taken += 1;
		held.add(res);
		most = Math.max(most, held.size);
		res.once("close", () => held.delete(res));
		if (!isHanging) res.end();
	});
	await new Promise<void>((resolve) => hanging.listen(0, "127.0.0.1", resolve));
	try {
		const [busy, calm] = [await slow.member("busy"), await slow.member("calm")];
		const url = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}/`;
		const ids: string[] = [];
		for (let nth = 0; nth < 10; nth += 1) ids.push((await busy.client.webhook.create.mutate({ url, types: ["lease.ready"] })).webhook.id);
		const { webhook } = await calm.client.webhook.create.mutate({ url: hook.url, types: ["lease.ready"] });
		await Promise.all(ids.map((webhookId) => busy.client.webhook.test.mutate({ webhookId })));
		await waitUntil(() => held.size === 3, within("the share to be taken"));
		for (let nth = 1; nth <= 5; nth += 1) {
			await calm.client.webhook.test.mutate({ webhookId: webhook.id });
			await waitUntil(() => hook.received.length === nth, within("another tenant's event"));
		}
		// Nothing of what hangs has ended: the other's came past it.
		expect([held.size, taken]).toEqual([3, 3]);
		isHanging = false;
		for (const res of held) res.end();
		await Promise.all(
			ids.map((id) => waitUntil(async () => (await ended(busy, id))?.state === "delivered", within("what waited to be told, too"))),
		);
		expect(most).toBe(3);
	} finally {
		hanging.closeAllConnections();
		hanging.close();
	}
});

test("a suspended tenant is told of what it has, which goes on; of actors that are stuck admins alone can ask to be told", async () => {
	await using hook = await receiver();
	const eve = await berth.member("suspended");
	const { client: admin } = await berth.admin();
	const { leaseId } = await eve.client.lease.provision.mutate(oneContainer("goes-on"));
	await eve.client.webhook.create.mutate({ url: hook.url, types: ["lease.closed"] });
	await eve.client.lease.wait.query({ leaseId, timeoutMs: 25_000 });
	const tenant = (await admin.admin.tenants.list.query({})).tenants.find(({ name }) => name === "suspended");
	await admin.admin.tenants.suspend.mutate({ tenantId: tenant?.id ?? "" });
	await eve.client.lease.close.mutate({ leaseId });
	const [told] = await waitUntil(() => (hook.received.length > 0 ? hook.received : null), within("lease.closed"));
	expect(told?.envelope).toMatchObject({ type: "lease.closed", lease: { id: leaseId } });

	// A program in plain JavaScript may ask for anything.
	const types = ["actor.stuck"] as never;
	await expect(eve.client.webhook.create.mutate({ url: hook.url, types })).rejects.toMatchObject({ data: { code: "BAD_INPUT" } });
	const { webhook } = await admin.admin.webhooks.create.mutate({ url: hook.url, types });
	expect(webhook.types).toEqual(["actor.stuck"]);
	const changed = await admin.admin.webhooks.update.mutate({ webhookId: webhook.id, types: ["lease.failed", "actor.stuck"] });
	expect(changed.types).toEqual(["lease.failed", "actor.stuck"]);
	const expected = { webhookId: webhook.id, expectedRevision: changed.revision };
	const off = await admin.admin.webhooks.update.mutate({ ...expected, enabled: false });
	await expect(admin.admin.webhooks.update.mutate({ ...expected, enabled: true })).rejects.toMatchObject({
		data: { code: "CONFLICT", data: { expected: changed.revision, revision: off.revision } },
	});
	await admin.admin.webhooks.remove.mutate({ webhookId: webhook.id });
});

test("nothing is sent to an address that is not public, however it is written and wherever a name leads", async () => {
	await using closed = await createTestApi({ settings: { ALLOW_PRIVATE_CALLBACKS: "false" } });
	await using hook = await receiver();
	const eve = await closed.member("eve");
	const places = [
		hook.url,
		`http://localhost:${hook.port}/hook`,
		`http://[::1]:${hook.port}/hook`,
		`http://[::ffff:127.0.0.1]:${hook.port}/hook`,
		`http://2130706433:${hook.port}/hook`,
		"http://169.254.169.254/latest/meta-data/",
		"http://10.0.0.1/",
	];
	const made = await Promise.all(
		places.map(async (url) => (await eve.client.webhook.create.mutate({ url, types: ["lease.ready"] })).webhook.id),
	);
	for (const webhookId of made) await eve.client.webhook.test.mutate({ webhookId });
	for (const webhookId of made)
		await waitUntil(async () => {
			const [one] = (await eve.client.webhook.deliveries.query({ webhookId })).deliveries;
			return one?.lastError === "It may not be sent to that address.";
		}, within("the refusal"));
	// The callbacks of operations are told by the same rule.
	await waitUntil(() => closed.api.agent()?.status().claimed, within("a node to lease on"));
	const { leaseId } = await eve.client.lease.provision.mutate({ ...oneContainer("told"), callbackUrl: hook.url });
	await waitUntil(async () => {
		const [owed] = (await eve.client.callback.list.query({ leaseId })).callbacks;
		return owed !== undefined && owed.attempts > 0 && /address/.test(owed.lastError ?? "");
	}, within("the refusal of the callback"));
	expect(hook.received).toEqual([]);
	for (const url of ["ftp://example.org/", "http://ada:secret@example.org/", "javascript:alert(1)"])
		await expect(eve.client.webhook.create.mutate({ url, types: ["lease.ready"] })).rejects.toMatchObject({ data: { code: "BAD_INPUT" } });
});
