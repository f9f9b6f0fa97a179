import { type BerthClient, createBerthClient } from "@berth/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi } from "./fixture.ts";
import { asStack, codesOf, createLifecycleStage, type LifecycleStage, nodeWorks } from "./lifecycle-stage.ts";

let stage: LifecycleStage;
let client: BerthClient;
beforeAll(async () => {
	stage = await createLifecycleStage();
	({ client } = stage);
});
afterAll(() => stage[Symbol.asyncDispose]());

test("any two releases are compared without a value of the environment, and the one that was rolled back to says why", async () => {
	const leaseId = await stage.readyLease("compared", "small");
	const done = async (accepted: Promise<{ operationId: string }>) => {
		const { operationId } = await accepted;
		expect((await client.lease.wait.query({ leaseId, operationId, timeoutMs: 25_000 })).operation?.state).toBe("succeeded");
	};
	const hidden = "a-token-of-the-shop";
	await done(client.lease.update.mutate({ leaseId, manifest: asStack({ image: "shop:2", env: { TOKEN: hidden } }) }));
	await done(client.lease.scale.mutate({ leaseId, items: [{ quantity: 2 }], note: "for the sale" }));
	await done(client.release.rollBack.mutate({ leaseId, releaseNumber: 1, note: "the sale is over" }));
	const diff = await client.release.compare.query({ leaseId, from: 1, to: 3 });
	expect(JSON.stringify(diff)).not.toContain(hidden);
	expect(diff).toMatchObject({
		from: { number: 1 },
		to: { number: 3, note: "for the sale" },
		services: [{ service: "web", change: "changed" }],
	});
	expect(diff.services[0]?.fields.map(({ field, key, from, to, isMasked }) => [field, key, from, to, isMasked])).toEqual([
		["env", "TOKEN", null, null, true],
		["image", null, "shop:1", "shop:2", false],
		["quantity", null, "1", "2", false],
	]);
	const back = await client.release.compare.query({ leaseId, from: 1, to: 4 });
	expect(back).toMatchObject({ to: { cause: "rollback", rollbackOf: 1, note: "the sale is over" }, services: [] });
	expect(await codesOf([client.release.compare.query({ leaseId, from: 1, to: 5 })])).toEqual(["NOT_FOUND"]);
	const page = await client.release.list.query({ leaseId, limit: 3 });
	expect(page.releases.map(({ number }) => number)).toEqual([4, 3, 2]);
	const rest = await client.release.list.query({ leaseId, limit: 3, cursor: page.next ?? "" });
	expect([rest.releases.map(({ number }) => number), rest.next]).toEqual([[1], null]);
});

test("operations and events of a tenant are listed over its leases, filtered, page by page, for it and for an admin, and refuse a foreign cursor", async () => {
	const leaseId = await stage.readyLease("listed");
	const { operationId } = await client.lease.restart.mutate({ leaseId });
	await client.lease.wait.query({ leaseId, operationId, timeoutMs: 25_000 });
	const [newest] = (await client.operation.listAll.query({ states: ["succeeded"], limit: 1 })).operations;
	expect(newest).toMatchObject({ id: operationId, leaseName: "listed", kind: "restart", state: "succeeded" });
	expect(await client.operation.get.query({ operationId })).toEqual(newest);
	const first = await client.operation.list.query({ leaseId, limit: 1 });
	const second = await client.operation.list.query({ leaseId, limit: 1, cursor: first.next ?? "" });
	expect([first.operations[0]?.kind, second.operations[0]?.kind, second.next]).toEqual(["restart", "provision", null]);

	const all = (await client.event.list.query({ leaseId, limit: 200 })).events;
	expect(all.map(({ seq }) => seq)).toEqual(all.map((_, i) => all.length - i));
	const paged = [];
	for (let cursor: string | null = null; ; ) {
		const page: Awaited<ReturnType<typeof client.event.listAll.query>> = await client.event.listAll.query({
			limit: 7,
			...(cursor !== null && { cursor }),
		});
		paged.push(...page.events.filter((event) => event.leaseId === leaseId));
		cursor = page.next;
		if (cursor === null) break;
	}
	expect(paged).toHaveLength(all.length);
	expect(new Set(paged.map(({ seq }) => seq)).size).toBe(all.length);
	const moved = (await client.event.listAll.query({ types: ["moved"], limit: 200 })).events;
	expect(moved.every(({ body }) => body.type === "moved")).toBe(true);
	expect(moved.length).toBeGreaterThan(3);
	const future = new Date(Date.now() + 86_400_000).toISOString();
	expect((await client.event.listAll.query({ from: future })).events).toEqual([]);
	expect((await client.diagnostic.list.query({ leaseId })).diagnostics).toEqual([]);

	const { cookie } = await stage.berth.member("acme");
	const file = (query: string) => fetch(`${stage.berth.url}/api/events/export?${query}`, { headers: { cookie } });
	const whole = (await (await file(`leaseId=${leaseId}&format=ndjson`)).text()).trimEnd().split("\n");
	expect(whole.map((line) => JSON.parse(line))).toEqual(all);
	const csv = (await (await file(`leaseId=${leaseId}&types=step,operation&operationId=${operationId}`)).text()).trimEnd().split("\r\n");
	const steps = all.filter((event) => ["step", "operation"].includes(event.body.type) && event.operationId === operationId);
	expect(csv[0]).toBe("lease_id,lease_name,seq,at,type,operation_id,actor,body");
	expect(csv.slice(1).map((line) => line.split(",").slice(0, 6))).toEqual(
		steps.map(({ seq, at, body }) => [leaseId, "listed", String(seq), at, body.type, operationId]),
	);
	expect(steps.length).toBeGreaterThan(3);
	expect((await (await file("types=moved&format=ndjson")).text()).trimEnd().split("\n")).toHaveLength(moved.length);
	expect((await (await file(`leaseId=${leaseId}&from=${future}`)).text()).trimEnd().split("\r\n")).toHaveLength(1);
	expect([(await file("format=xml")).status, (await file("types=nothing")).status]).toEqual([400, 400]);

	const { client: admin } = await stage.berth.admin();
	expect((await admin.admin.history.operations.query({ limit: 1 })).operations).toHaveLength(1);
	expect((await admin.admin.history.events.query({ types: ["moved"], limit: 1 })).events).toHaveLength(1);
	expect(
		await codesOf([
			client.admin.history.operations.query({}),
			client.admin.history.events.query({}),
			client.event.listAll.query({ cursor: "1.2.3" }),
			client.event.list.query({ leaseId, cursor: "-1" }),
			client.operation.listAll.query({ cursor: "x" }),
			client.lease.list.query({ cursor: "x" }),
			client.release.list.query({ leaseId, cursor: "0" }),
		]),
	).toEqual(["FORBIDDEN", "FORBIDDEN", "BAD_INPUT", "BAD_INPUT", "BAD_INPUT", "BAD_INPUT", "BAD_INPUT"]);
});

test("an admin reads the tenants page by page, each once and by name, and may act for any of them by its name or its id", async () => {
	for (const name of ["page-b", "page-a", "page-c"]) await stage.berth.member(name);
	const { client: admin, cookie } = await stage.berth.admin();
	const names: string[] = [];
	const ids: string[] = [];
	for (let cursor: string | null = null; ; ) {
		const page: Awaited<ReturnType<typeof admin.admin.tenants.list.query>> = await admin.admin.tenants.list.query({
			limit: 2,
			...(cursor !== null && { cursor }),
		});
		names.push(...page.tenants.map(({ name }) => name));
		ids.push(...page.tenants.map(({ id }) => id));
		cursor = page.next;
		if (cursor === null) break;
	}
	expect(names.filter((name) => name.startsWith("page-"))).toEqual(["page-a", "page-b", "page-c"]);
	expect(new Set(names).size).toBe(names.length);
	const actsFor = async (tenant: string) =>
		(await createBerthClient({ url: stage.berth.url, headers: { cookie, "x-berth-tenant": tenant } }).policy.get.query()).tenant.name;
	expect(await actsFor("page-b")).toBe("page-b");
	expect(await actsFor(ids[names.indexOf("page-c")] ?? "")).toBe("page-c");
	await expect(actsFor("page-nobody")).rejects.toThrow("no such tenant");
});

test("what is older than it is kept goes by itself, and a follower whose place in the log is gone begins anew", async () => {
	let url = "";
	await using berth = await createTestApi({
		databaseVia: async (own) => {
			url = own;
			return own;
		},
		settings: { EVENTS_KEPT: "1h", SWEEP_INTERVAL: "200ms" },
	});
	const { client } = await berth.member("acme");
	await nodeWorks(berth);
	const { leaseId } = await client.lease.provision.mutate({ name: "old", items: [{ sku: "small" }], manifest: { image: "shop:1" } });
	await client.lease.wait.query({ leaseId, states: ["ready"], timeoutMs: 25_000 });
	const before = (await client.event.list.query({ leaseId })).events;
	const last = before[0]?.seq ?? 0;
	await withClient(url, async (sql) => {
		await sql.query("update lease_event set at = at - interval '2 h' where lease_id = $1 and seq < $2", [leaseId, last]);
		// Whoever has the turn has it again at once.
		await sql.query("update tick set begun_at = now() - interval '1 h'");
	});
	await waitUntil(async () => (await client.event.list.query({ leaseId })).events.length === 1, {
		timeoutMs: 60_000,
		what: "old events to go",
	});
	expect((await client.event.list.query({ leaseId })).events).toMatchObject([{ seq: last }]);
	const feed = (lastEventId: number) =>
		new Promise<string>((resolve, reject) => {
			const watching = client.lease.watch.subscribe(
				{ leaseId, lastEventId: String(lastEventId) },
				{
					onData: ({ data }) => {
						watching.unsubscribe();
						resolve(data.kind);
					},
					onError: reject,
				},
			);
		});
	expect(await feed(1)).toBe("reset");
	expect(await feed(last - 1)).toBe("change");
});
