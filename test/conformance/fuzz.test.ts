import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Reply, send, sign } from "./signed-client.ts";
import { createStage, payloadOf, SECRET, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
	stage = await createStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

// Words that only what is behind the routes could say.
const foreign =
	/\bat .+:\d+:\d+|select |insert |violates|syntax error|ENOENT|ECONN|\/tmp\/|\/work\/|\/var\/|node_modules|docker\.sock|postgres/i;
const validationCodes = [undefined, "unknown_sku", "invalid_manifest", "image_not_allowed"];

/** Refused as the protocol says it: never a failure of ours, and nothing of what is behind it. */
function expectTyped({ status, headers, text, json }: Reply, what: string): void {
	expect(status < 500 || status === 503, `${what}: ${status} ${text}`).toBe(true);
	expect(foreign.test(text.replace(/"error":"validation error: [^"]*"/, "")), `${what}: ${text}`).toBe(false);
	if (status < 400) return;
	expect(headers["content-type"], what).toBe("application/json");
	const { error, validation_code: code, ...rest } = json as Record<string, unknown>;
	expect(typeof error === "string" && error !== "", what).toBe(true);
	expect(validationCodes, what).toContain(code);
	expect(
		Object.keys(rest).filter((key) => key !== "code"),
		what,
	).toEqual([]);
}

const text = fc.oneof(
	fc.string(),
	fc.string({ unit: "binary" }),
	fc.constantFrom("", "\0", "\ud800", "../../etc/passwd", "' or 1=1 --", "%00", "x".repeat(3_000), "__proto__", "constructor"),
	fc.uuid(),
);
const anything = fc.oneof(
	fc.anything({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value) ?? "null") as unknown),
	text,
);
const service = fc.record(
	{
		image: fc.oneof(fc.constant("shop:1"), anything),
		ports: fc.oneof(fc.dictionary(fc.oneof(fc.constant("80/tcp"), text), anything, { maxKeys: 3 }), anything),
		env: fc.oneof(fc.dictionary(text, anything, { maxKeys: 3 }), anything),
		health_check: fc.oneof(fc.record({ test: anything, interval: anything, retries: anything }, { requiredKeys: [] }), anything),
		expose: anything,
		depends_on: anything,
		stop_grace_period: anything,
		labels: anything,
		tmpfs: anything,
		user: anything,
		command: anything,
	},
	{ requiredKeys: ["image"] },
);
const payload = fc.oneof(
	service.map(payloadOf),
	fc.dictionary(fc.oneof(fc.constant("app"), text), service, { maxKeys: 3 }).map((services) => payloadOf({ services })),
	anything.map(payloadOf),
	anything,
);
const item = fc.oneof(
	fc.record(
		{ sku: fc.oneof(fc.constant("bench"), anything), quantity: anything, service_name: anything, custom_domain: anything },
		{ requiredKeys: [] },
	),
	anything,
);
const body = fc.record(
	{
		lease_uuid: fc.oneof(fc.constant("fuzzed"), text, anything),
		from_lease_uuid: anything,
		tenant: fc.oneof(text, anything),
		provider_uuid: anything,
		items: fc.oneof(fc.constant([{ sku: "bench", quantity: 1 }]), fc.array(item, { maxLength: 3 }), anything),
		callback_url: fc.oneof(fc.constant("http://127.0.0.1:9/"), anything),
		payload,
	},
	{ requiredKeys: [] },
);

let turn = 0;
const signed = (method: string, target: string, raw: string) => {
	turn = (turn + 1) % 280;
	const asked = { method, target, body: raw };
	const signature = sign(SECRET, asked, Math.floor(Date.now() / 1_000) - turn);
	return send(stage.port, { ...asked, headers: { "x-fred-signature": signature } });
};

const posts = ["/provision", "/deprovision", "/restart", "/update", "/restore", "/reconcile_custom_domain"] as const;

test.each(posts)("whatever is posted to %s is answered as the protocol says", async (route) => {
	await fc.assert(
		fc.asyncProperty(
			fc.oneof(
				body.map((value) => JSON.stringify(value)),
				fc.string(),
				fc.json(),
			),
			async (raw) => {
				// A body of its own each time, so that none is taken for one that was recorded.
				const sent = `${raw} ${randomUUID()}`;
				const reply = await signed("POST", route, sent);
				expectTyped(reply, `${route} ${sent.slice(0, 2_000)}`);
			},
		),
		{ numRuns: 60 },
	);
});

test("whatever is asked for by GET is answered as the protocol says", async () => {
	const path = fc.constantFrom("/info/", "/logs/", "/provisions/", "/releases/", "/provisions?", "/retentions?");
	const name = fc.oneof(text, fc.constantFrom("%", "%ff", "%00", "?", "a?tail=%", `${randomUUID()}?tail=1e3`));
	const query = fc.dictionary(fc.constantFrom("limit", "continue", "lease_uuid", "tail"), text, { maxKeys: 3 });
	await fc.assert(
		fc.asyncProperty(path, name, query, fc.boolean(), async (route, last, fields, isRaw) => {
			const tail = isRaw ? last.replace(/[^\x21-\x7e]/g, "") : encodeURIComponent(last.toWellFormed());
			const values = Object.entries(fields).map(([key, value]) => `${key}=${encodeURIComponent(value.toWellFormed())}`);
			const target = route.endsWith("?") ? `${route}${values.join("&")}` : `${route}${tail.slice(0, 4_000)}`;
			const reply = await signed("GET", target, "");
			// What is no path of the protocol's is answered as no path is.
			if (reply.status === 404 && reply.text === "404 page not found\n") return;
			expectTyped(reply, target);
		}),
		{ numRuns: 200 },
	);
	expect((await send(stage.port, { method: "GET", target: "/health" })).status).toBe(200);
});
