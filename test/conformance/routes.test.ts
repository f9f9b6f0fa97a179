import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Reply } from "./signed-client.ts";
import { send } from "./signed-client.ts";
import { aProvision, createStage, payloadOf, type Stage, TENANT } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
	stage = await createStage({ PUBLIC_HOST: "203.0.113.7", ALLOWED_REGISTRIES: "docker.io" });
});
afterAll(() => stage[Symbol.asyncDispose]());

const said = ({ status, json }: Reply) => [status, json];
const callback_url = "http://127.0.0.1:9/callbacks/provision";

test("a provision is refused for the first thing that is wrong with it, in the protocol's words", async () => {
	const { wire } = stage;
	const refusals: readonly (readonly [unknown, number, object])[] = [
		["{", 400, { error: "invalid request body" }],
		["[]", 400, { error: "invalid request body" }],
		[{ lease_uuid: 7 }, 400, { error: "invalid request body" }],
		[aProvision({ payload: "not base64" }), 400, { error: "invalid request body" }],
		["null", 400, { error: "lease_uuid is required" }],
		[{ lease_uuid: "x", items: [] }, 400, { error: "callback_url is required" }],
		[aProvision({ callback_url: "//nowhere" }), 400, { error: "invalid callback_url: scheme must be http or https" }],
		[aProvision({ callback_url: "ftp://a/b" }), 400, { error: "invalid callback_url: scheme must be http or https" }],
		[aProvision({ callback_url: "http:///path" }), 400, { error: "invalid callback_url: host is required" }],
		[aProvision({ callback_url: "http://a b/" }), 400, { error: "invalid callback_url: malformed URL" }],
		[aProvision({ callback_url: "http://169.254.169.254/" }), 400, { error: "invalid callback_url: link-local addresses are not allowed" }],
		[aProvision({ callback_url: "http://0xA9FEA9FE/" }), 400, { error: "invalid callback_url: link-local addresses are not allowed" }],
		[aProvision({ callback_url: "http://[fe80::1]/" }), 400, { error: "invalid callback_url: link-local addresses are not allowed" }],
		[aProvision({ items: [] }), 400, { error: "items is required" }],
		[
			aProvision({ items: [{ sku: "bench", quantity: -1 }] }),
			400,
			{ error: 'validation error: item 0 (sku "bench", service ""): quantity -1 is not between 0 and 1024' },
		],
		[
			aProvision({ items: [1, 2].map((n) => ({ sku: "bench", quantity: 1024, service_name: `s${n}` })) }),
			400,
			{ error: "validation error: total quantity 2048 is above 1024" },
		],
		[
			aProvision({
				items: [
					{ sku: "bench", quantity: 1 },
					{ sku: "bench", quantity: 1, service_name: "web" },
				],
			}),
			400,
			{
				error: "validation error: invalid manifest: some items name a service and some do not",
				validation_code: "invalid_manifest",
			},
		],
		[
			aProvision({ items: [{ sku: "nope", quantity: 1 }] }),
			400,
			{ error: "validation error: unknown SKU: nope", validation_code: "unknown_sku" },
		],
		[aProvision({ payload: "" }), 400, { error: "validation error: invalid manifest: empty payload", validation_code: "invalid_manifest" }],
		[
			aProvision({ payload: payloadOf({ image: "shop:1", privileged: true }) }),
			400,
			{ error: "validation error: invalid manifest: privileged: there is no such field", validation_code: "invalid_manifest" },
		],
		[
			aProvision({ payload: payloadOf({ image: "shop:1", ports: { "80/TCP": { host_port: 8080 } } }) }),
			400,
			{
				error:
					'validation error: invalid manifest: service "app": port 80/TCP: a fixed host_port is not allowed; use ingress or the connection endpoint',
				validation_code: "invalid_manifest",
			},
		],
		[aProvision({ payload: payloadOf({ image: "Shop:1" }) }), 400, { error: "validation error: an image is not a valid reference" }],
		[
			aProvision({ payload: payloadOf({ services: { web: { image: "shop:1" } } }) }),
			400,
			{
				error: "validation error: invalid manifest: items.app: has an item and is not in the manifest",
				validation_code: "invalid_manifest",
			},
		],
		[
			aProvision({ payload: payloadOf({ image: "evil.example/shop:1" }) }),
			400,
			{
				error: "validation error: image not allowed: Images of evil.example are not allowed here; allowed are: docker.io.",
				validation_code: "image_not_allowed",
			},
		],
	];
	for (const [body, code, json] of refusals) expect(said(await wire.post("/provision", body))).toEqual([code, json]);
	const tooMuch = await wire.post("/provision", aProvision({ items: [{ sku: "bench", quantity: 1000 }] }));
	expect(tooMuch.status).toBe(503);
	expect(tooMuch.json).toEqual({ error: expect.stringMatching(/^insufficient resources: /) });
	expect((await wire.get("/provisions")).json).toEqual({ provisions: [] });
});

test("requests are read leniently: other cases, fields nobody knows, what follows, and a manifest as the control plane writes it", async () => {
	const { wire, status } = stage;
	const uuid = randomUUID();
	const { lease_uuid: _, items, ...rest } = aProvision();
	const manifest = {
		Image: "shop:1",
		ports: { "+0080/TCP": null, "53/udp": {} },
		env: null,
		expose: ["9000"],
		stop_grace_period: 5_000_000_000,
		health_check: { test: ["NONE"], interval: 0, timeout: "1500µs" },
		depends_on: {},
		init: null,
	};
	const body = JSON.stringify({ ...rest, LEASE_UUID: uuid, Items: items, unheard_of: { of: 1 }, payload: payloadOf(manifest) });
	expect(said(await wire.post("/provision", `${body} trailing }{`))).toEqual([202, { provision_id: uuid }]);
	await status(uuid, "ready");
	const [release] = (await wire.get(`/releases/${uuid}`)).json as { manifest: string }[];
	expect(JSON.parse(Buffer.from(release?.manifest ?? "", "base64").toString())).toEqual({
		services: {
			app: {
				image: "shop:1",
				ports: { "80/tcp": {}, "53/udp": {} },
				stop_grace_period: "5000ms",
				health_check: { test: ["NONE"], timeout: "1.5ms" },
				depends_on: {},
			},
		},
	});
	expect((await wire.get(`/info/${uuid}`)).json).toMatchObject({ host: "203.0.113.7" });
	expect((await wire.post("/deprovision", { lease_uuid: uuid })).status).toBe(200);
});

test("of what there is none every route says so, and what is not at rest is not changed", async () => {
	const { wire, ready } = stage;
	const none = randomUUID();
	const notProvisioned = { error: "not provisioned" };
	for (const route of ["info", "logs", "provisions", "releases"])
		expect(said(await wire.get(`/${route}/${none}`))).toEqual([404, notProvisioned]);
	expect(said(await wire.post("/restart", { lease_uuid: none, callback_url }))).toEqual([404, notProvisioned]);
	expect(said(await wire.post("/update", { lease_uuid: none, callback_url, payload: payloadOf({}) }))).toEqual([404, notProvisioned]);
	expect(said(await wire.post("/update", { lease_uuid: none, callback_url }))).toEqual([400, { error: "payload is required" }]);
	expect(said(await wire.post("/restart", { callback_url }))).toEqual([400, { error: "lease_uuid is required" }]);
	expect(said(await wire.post("/restart", { lease_uuid: none }))).toEqual([400, { error: "callback_url is required" }]);
	expect(said(await wire.post("/deprovision", {}))).toEqual([400, { error: "lease_uuid is required" }]);
	expect(said(await wire.post("/deprovision", { lease_uuid: none }))).toEqual([200, { status: "ok" }]);
	expect(said(await wire.post("/restore", { lease_uuid: none, callback_url }))).toEqual([400, { error: "from_lease_uuid is required" }]);
	expect((await wire.post("/reconcile_custom_domain", { lease_uuid: none, items: [] })).status).toBe(204);
	expect(said(await wire.post("/reconcile_custom_domain", { items: [] }))).toEqual([400, { error: "lease_uuid is required" }]);

	const uuid = await ready();
	expect(said(await wire.post("/update", { lease_uuid: uuid, callback_url, payload: payloadOf({ image: "" }) }))[0]).toBe(400);
	// All at once: one is first, and the others meet it under way.
	const raced = await Promise.all([1, 2, 3].map(() => wire.post("/restart", { lease_uuid: uuid, callback_url })));
	expect(raced.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([202, 409, 409]);
	expect(raced.filter(({ status }) => status === 409).map(({ json }) => json)).toEqual(
		[1, 2].map(() => ({ error: "invalid state for restart" })),
	);
	const twins = await Promise.all([1, 2, 3].map(() => wire.post("/provision", aProvision({ lease_uuid: none }))));
	expect(twins.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([202, 409, 409]);
	for (const lease_uuid of [uuid, none]) expect((await wire.post("/deprovision", { lease_uuid })).status).toBe(200);
});

test("a walk through pages sees every lease once, in order, and a look-up finds those that are named", async () => {
	const { wire } = stage;
	const uuids = [1, 2, 3, 4, 5].map(() => randomUUID()).toSorted();
	for (const lease_uuid of uuids) expect((await wire.post("/provision", aProvision({ lease_uuid }))).status).toBe(202);
	const seen: string[] = [];
	let token = "";
	do {
		const { json } = await wire.get(`/provisions?limit=2${token && `&continue=${token}`}`);
		const page = json as { provisions: { lease_uuid: string }[]; continue?: string };
		seen.push(...page.provisions.map(({ lease_uuid }) => lease_uuid));
		expect(page.continue === undefined || page.continue > token).toBe(true);
		token = page.continue ?? "";
	} while (token !== "");
	expect(seen).toEqual(uuids);
	const all = (await wire.get("/provisions")).json as { provisions: unknown[] };
	expect([all.provisions.length, "continue" in all]).toEqual([5, false]);
	const [first = "", , third = ""] = uuids;
	const asked = [third, randomUUID(), `{${first}}`];
	const found = (await wire.get(`/provisions?limit=nonsense&${asked.map((uuid) => `lease_uuid=${uuid}`).join("&")}`)).json as typeof all & {
		provisions: { lease_uuid: string }[];
	};
	expect(found.provisions.map(({ lease_uuid }) => lease_uuid)).toEqual([third, first]);
	expect((await wire.get(`/provisions?limit=10&continue=urn:uuid:${uuids[3]}`)).json).toMatchObject({
		provisions: [{ lease_uuid: uuids[4] }],
	});
	const many = Array.from({ length: 101 }, () => `lease_uuid=${first}`).join("&");
	const refusals = [
		[`/provisions?${many}`, "lease_uuid count must be between 1 and 100"],
		["/provisions?lease_uuid=nope", "invalid lease_uuid"],
		["/provisions?limit=-1", "limit must be a non-negative integer"],
		["/provisions?limit=x", "limit must be a non-negative integer"],
		["/provisions?limit=1&continue=nope", "continue must be a valid UUID"],
		[`/provisions?continue=${first}`, "continue requires a positive limit"],
		[`/retentions?continue=${first}`, "continue requires a positive limit"],
		[`/logs/${first}?tail=0`, "tail must be a positive integer"],
		[`/logs/${first}?tail=ten`, "tail must be a positive integer"],
		[`/logs/${first}?tail=10001`, "tail must not exceed 10000"],
	] as const;
	for (const [target, error] of refusals) expect(said(await wire.get(target))).toEqual([400, { error }]);
	expect((await wire.get("/retentions?limit=5")).json).toEqual({ retentions: [] });
	for (const lease_uuid of uuids) expect((await wire.post("/deprovision", { lease_uuid })).status).toBe(200);
});

test("a service gets the domain that is asked for while it serves, and what cannot be had changes nothing", async () => {
	const { wire, ready, status, berth } = stage;
	const uuid = await ready();
	const ask = (custom_domain: string) =>
		wire.post("/reconcile_custom_domain", { lease_uuid: uuid, items: [{ sku: "bench", quantity: 1, custom_domain }] });
	const versions = async () => ((await wire.get(`/releases/${uuid}`)).json as unknown[]).length;
	for (const domain of ["", "NOT a domain", "mine.apps.example"]) expect((await ask(domain)).status).toBe(204);
	expect(await versions()).toBe(1);
	expect((await ask("shop.example.org")).status).toBe(204);
	await status(uuid, "ready");
	expect(await status(uuid, "ready")).toMatchObject({ items: [{ custom_domain: "shop.example.org" }] });
	expect((await ask("shop.example.org")).status).toBe(204);
	expect(await versions()).toBe(2);
	// A second lease cannot have it, is provisioned all the same, and stays without.
	const other = await ready({ items: [{ sku: "bench", quantity: 1, custom_domain: "shop.example.org" }] });
	const [item] = (await status(other, "ready")).items as object[];
	expect(item).not.toHaveProperty("custom_domain");
	const { client } = await berth.member(TENANT);
	expect((await client.lease.list.query({ limit: 10 })).leases).toHaveLength(2);
	for (const lease_uuid of [uuid, other]) expect((await wire.post("/deprovision", { lease_uuid })).status).toBe(200);
});

test("health, stats and metrics are for everybody here, and paths and methods that there are not are plain", async () => {
	const { port, wire, ready } = stage;
	const uuid = await ready({ items: [{ sku: "bench", quantity: 2 }] });
	expect(said(await send(port, { method: "GET", target: "/health" }))).toEqual([200, { status: "healthy" }]);
	const stats = (await send(port, { method: "GET", target: "/stats?x=1" })).json as Record<string, number>;
	expect(stats).toMatchObject({
		total_cpu_cores: 64,
		allocated_cpu_cores: 0.2,
		available_cpu_cores: 63.8,
		allocated_memory_mb: 128,
		active_containers: 2,
		allocated_disk_mb: 0,
	});
	expect(stats.available_memory_mb).toBe((stats.total_memory_mb ?? 0) - 128);
	const metrics = await send(port, { method: "GET", target: "/metrics" });
	expect(metrics.text).toContain('http_request_seconds_count{part="backend",status="2xx"}');
	const lost = await send(port, { method: "GET", target: "/nothing" });
	expect([lost.status, lost.headers["content-type"]]).toEqual([404, "text/plain; charset=utf-8"]);
	const wrong = await send(port, { method: "GET", target: "/provision" });
	expect([wrong.status, wrong.headers.allow]).toEqual([405, "POST"]);
	expect((await send(port, { method: "DELETE", target: `/info/${uuid}` })).headers.allow).toBe("GET, HEAD");
	expect((await wire.post("/deprovision", { lease_uuid: uuid })).status).toBe(200);
});
