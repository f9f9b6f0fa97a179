import { type OpenProcedure, openProcedures } from "@berth/api/openapi";
import { errorTable } from "@berth/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, oneContainer, type Person, type TestApi } from "./fixture.ts";

let berth: TestApi;
let owner: Person;
let admin: Person;
let leaseId: string;
beforeAll(async () => {
	// However fast the machine is: what is refused for being one call too many says nothing about its input.
	berth = await createTestApi({ settings: { LOG_LEVEL: "warn", CALLS_PER_CALLER: "0", CALLS_PER_TENANT: "0" } });
	owner = await berth.member("acme");
	admin = await berth.admin();
	await waitUntil(() => berth.api.agent()?.status().claimed, { timeoutMs: 20_000, what: "the node to be claimed" });
	({ leaseId } = await owner.client.lease.provision.mutate(oneContainer("shop")));
	await owner.client.lease.wait.query({ leaseId, states: ["ready"] });
});
afterAll(() => berth[Symbol.asyncDispose]());

const procedures = openProcedures();

const strange = fc.oneof(
	fc.constantFrom(
		"",
		"\u0000",
		"a\u0000b",
		"\ud800",
		"‮",
		"💥".repeat(40),
		"' or 1=1 --",
		"../../etc/passwd",
		"%00",
		"$(id)",
		"\r\nset-cookie: a=b",
		"x".repeat(3_000),
	),
	fc.constantFrom(null, true, -1, 0, 1e308, -0.5, 2 ** 53, Number.MAX_SAFE_INTEGER),
	fc.constantFrom([], {}, [[[[[[]]]]]], { toString: null }, { constructor: { prototype: { isAdmin: true } } }),
	fc.string({ unit: "binary", maxLength: 60 }),
	fc.jsonValue({ maxDepth: 4 }),
);

/** Keys that an object should not have of anybody's giving: they are written as text, for a literal would set a prototype. */
const hostileTexts: readonly string[] = [
	'{"__proto__":{"isAdmin":true}}',
	'{"leaseId":{"__proto__":[]}}',
	'{"constructor":{"prototype":{"scope":"all"}}}',
	`${"[".repeat(1_200)}${"]".repeat(1_200)}`,
	`${'{"a":'.repeat(400)}1${"}".repeat(400)}`,
	'{"leaseId":1e999}',
	'{"leaseId":"\\u0000"}',
	'{"a":1,"a":2}',
	"{",
	"nul",
	"\u0000",
	'"\\ud800"',
];

/** Values that a field has no use for. */
const wrong: readonly unknown[] = [
	"a\u0000b",
	"\ud800",
	"x".repeat(3_000),
	-1e308,
	{ constructor: { prototype: { isAdmin: true } } },
	[[null]],
];

/** What a field is filled with that is to be right. */
const known = (): Readonly<Record<string, unknown>> => ({
	leaseId,
	limit: 5,
	manifest: { image: "shop:1" },
	items: [{ sku: "small" }],
	name: "x",
});

/** Something like what the procedure takes: its own fields, each rightly or strangely filled. */
function inputFor({ input }: OpenProcedure): fc.Arbitrary<unknown> {
	const properties = Object.keys(input?.schema.properties ?? {});
	const fields = Object.fromEntries(
		properties.map((name) => [
			name,
			fc.oneof({ weight: 3, arbitrary: fc.constant(known()[name] ?? "x") }, { weight: 4, arbitrary: strange }),
		]),
	);
	return fc.oneof({ weight: 5, arbitrary: fc.record(fields, { requiredKeys: [] }) }, { weight: 1, arbitrary: strange });
}

/** Words that only what lies below can have said: of files, of statements, of the daemon, of the program. */
const below =
	/\/(work|home|root|usr|var|tmp|proc|etc)\/|node_modules|\bat (async )?[\w.<>]+ \(|\.ts:\d+|select .* from|insert into|relation "|column "|syntax error|invalid input syntax|invalid byte sequence|duplicate key|ECONN|ENOENT|dockerode|postgres(ql)?:\/\/|unexpected token|is not a function|cannot read prop/i;

interface Answer {
	readonly status: number;
	readonly text: string;
	readonly type: string;
}

async function send(
	path: string,
	init: Omit<RequestInit, "headers"> & { readonly headers?: Record<string, string> },
	who: Person,
): Promise<Answer> {
	const over = new AbortController();
	const timer = setTimeout(() => over.abort(), 4_000);
	const answer = await fetch(`${berth.url}${path}`, { ...init, headers: { cookie: who.cookie, ...init.headers }, signal: over.signal });
	const type = answer.headers.get("content-type") ?? "";
	// A stream that opened was given what it takes; it need not be heard out.
	const text = type.startsWith("text/event-stream") ? "" : await answer.text();
	clearTimeout(timer);
	over.abort();
	return { status: answer.status, text, type };
}

/** Refusals that tell of the world rather than of the input, and have a status of their own beyond 499. */
const worldly = new Set(
	Object.entries(errorTable)
		.filter(([code, { http }]) => http >= 500 && !["INTERNAL", "DATABASE_UNAVAILABLE", "ENGINE_FAILED"].includes(code))
		.map(([code]) => code),
);

function expectHarmless({ status, text, type }: Answer, told: string): void {
	// A line of a request that is too long is refused by the parser of HTTP itself, which knows no JSON.
	if (status < 400 || status === 431) return;
	expect(type, told).toContain("application/json");
	const bodies = [JSON.parse(text) as unknown].flat() as readonly {
		readonly error?: { readonly data?: { readonly code?: string; readonly message?: string } };
	}[];
	for (const { error } of bodies) {
		if (error === undefined) continue;
		const code = error.data?.code ?? "";
		expect(Object.keys(errorTable), `${told}: ${text.slice(0, 300)}`).toContain(code);
		if (status >= 500) expect(worldly, `${told}: ${text.slice(0, 300)}`).toContain(code);
		// What they sent may be told them again; everything else is ours.
		expect(error.data?.message ?? "", told).not.toMatch(below);
	}
}

/** What an answer says beside the path that was asked for, which is theirs. */
const saidBy = (text: string): string => text.replace(/"path":"(?:[^"\\]|\\.)*"/g, "");

const whoAsks = ({ who }: OpenProcedure): Person => (who === "admin" ? admin : owner);
/** These end the session that asks, or what the others need. */
const ending =
	/signOut|deleteAccount|revokeSessions|^member\.(remove|leave)|^admin\.users\.(suspend|remove|setAdmin)|^admin\.tenants\.suspend|^me\.(setPassword|leave)/;
const asked = procedures.filter(({ path }) => !ending.test(path));

async function ask({ path, type, ...procedure }: OpenProcedure, text: string): Promise<number> {
	const who = whoAsks({ path, type, ...procedure });
	const answer =
		type === "mutation"
			? await send(`/trpc/${path}`, { method: "POST", body: text, headers: { "content-type": "application/json" } }, who)
			: await send(`/trpc/${path}?input=${encodeURIComponent(text.toWellFormed())}`, {}, who);
	expectHarmless(answer, `${path} ${text.slice(0, 200)}`);
	return answer.status;
}

test("each field of each procedure may be anything at all: it is refused with a code of the table, and nothing of what lies below is told", async () => {
	const statuses = new Map<number, number>();
	const others = known();
	for (const [at, procedure] of asked.entries()) {
		if (procedure.input === null) continue;
		const names = Object.keys(procedure.input.schema.properties ?? {});
		const given = Object.fromEntries(names.filter((name) => name in others).map((name) => [name, others[name]]));
		const texts = names.flatMap((name) => wrong.map((value) => JSON.stringify({ ...given, [name]: value })));
		for (const status of await Promise.all(texts.map((text) => ask(procedure, text))))
			statuses.set(status, (statuses.get(status) ?? 0) + 1);
		await Promise.all(hostileTexts.filter((_text, turn) => turn % 4 === at % 4).map((text) => ask(procedure, text)));
	}
	// Were most of it refused for another reason, this would say nothing.
	expect(statuses.get(400) ?? 0, JSON.stringify([...statuses])).toBeGreaterThan(
		[...statuses.values()].reduce((sum, count) => sum + count, 0) / 3,
	);
	expect((await owner.client.lease.get.query({ leaseId })).id).toBe(leaseId);
});

test("so may the whole input", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc
				.constantFrom(...asked)
				.chain((procedure) => inputFor(procedure).map((value) => ({ procedure, text: JSON.stringify(value) ?? "null" }))),
			async ({ procedure, text }) => void (await ask(procedure, text)),
		),
		{ numRuns: 300, interruptAfterTimeLimit: 12_000 },
	);
});

test("odd requests are refused as bad input: other types of content, batches, paths and methods", async () => {
	const json = { "content-type": "application/json" };
	const odd: readonly (readonly [string, Omit<RequestInit, "headers"> & { readonly headers?: Record<string, string> }])[] = [
		["/trpc/lease.restart", { method: "POST", body: "leaseId=1", headers: { "content-type": "application/x-www-form-urlencoded" } }],
		["/trpc/lease.restart", { method: "POST", body: "<a/>", headers: { "content-type": "text/xml" } }],
		["/trpc/lease.restart", { method: "POST", body: Buffer.from([0xff, 0xfe, 0x00]), headers: json }],
		["/trpc/lease.restart", { method: "POST", body: "--x\r\n\r\n", headers: { "content-type": "multipart/form-data; boundary=x" } }],
		["/trpc/lease.restart", { method: "POST", headers: json }],
		["/trpc/lease.restart", { method: "PUT", body: "{}", headers: json }],
		["/trpc/lease.restart", { method: "DELETE" }],
		["/trpc/lease.restart?input=%7B%7D", {}],
		["/trpc/lease.get", { method: "POST", body: "{}", headers: json }],
		["/trpc/lease.get?input=%", {}],
		["/trpc/lease.get?input=%FF%FE", {}],
		["/trpc/lease.get?batch=1&input=%5B%5D", {}],
		["/trpc/lease.get?batch=1&input=null", {}],
		["/trpc/lease.get,lease.get?batch=1&input=%7B%220%22%3A1%7D", {}],
		[`/trpc/${Array.from({ length: 200 }, () => "lease.list").join(",")}?batch=1&input=%7B%7D`, {}],
		["/trpc/__proto__", {}],
		["/trpc/constructor.prototype", {}],
		["/trpc/lease.__proto__?input=%7B%7D", {}],
		["/trpc/lease.get%00?input=%7B%7D", {}],
		["/trpc/..%2f..%2fetc%2fpasswd", {}],
		["/trpc/", {}],
		["/trpc/lease.watch?input=%7B%22lastEventId%22%3A%22%5Cu0000%22%7D", { headers: { accept: "text/event-stream" } }],
		["/trpc/lease.list?input=%7B%7D", { headers: { "x-berth-tenant": "' or 1=1 --" } }],
		["/trpc/lease.list?input=%7B%7D", { headers: { "x-berth-tenant": "x".repeat(3_000) } }],
		["/trpc/lease.list?tenant=%00", {}],
		["/trpc/lease.list", { headers: { authorization: "Bearer \u00ff" } }],
		["/api/openapi.json", { method: "POST", body: "{}", headers: json }],
		["/api/events/export?types=moved,%00&from=x&operationId=' or 1=1", {}],
		["/api/usage/export?from=%00&to=x&step=' or 1=1", {}],
		["/api/backups/export?lease=%00", {}],
		["/api/auth/sign-in/email", { method: "POST", body: "{", headers: json }],
		["/api/auth/sign-in/email", { method: "POST", body: '{"email":{"a":1},"password":[]}', headers: json }],
	];
	for (const [path, init] of odd) {
		const answer = await send(path, init, owner);
		expect(answer.status, `${path}: ${answer.text.slice(0, 200)}`).toBeLessThan(500);
		expect(saidBy(answer.text), path).not.toMatch(below);
	}
});

test("what is sent over a socket breaks nothing but itself", async () => {
	const socket = new WebSocket(`${berth.url.replace("http", "ws")}/trpc`, { headers: { cookie: owner.cookie, origin: berth.url } });
	const heard: string[] = [];
	socket.on("message", (data) => heard.push(Buffer.isBuffer(data) ? data.toString() : ""));
	socket.on("error", () => undefined);
	await new Promise((resolve) => socket.once("open", resolve));
	const asks = (path: string, input: unknown, id: unknown = 1) =>
		JSON.stringify({ id, jsonrpc: "2.0", method: "subscription", params: { path, input } });
	const sent = [
		"{",
		"null",
		"[]",
		'"x"',
		"\u0000",
		'{"id":null}',
		'{"id":{},"method":"subscription"}',
		'{"id":1,"method":"__proto__","params":{"path":"lease.list"}}',
		asks("lease.get", { leaseId: "\u0000" }, 2),
		asks("lease.watch", { leaseId: [] }, 3),
		asks("lease.watch", { leaseId, lastEventId: "' or 1=1" }, 4),
		asks("lease.logs", { leaseId, tail: -1 }, 5),
		asks("__proto__.x", {}, 6),
		asks("admin.actors.watch", undefined, 7),
		`${"[".repeat(3_000)}${"]".repeat(3_000)}`,
	];
	for (const text of sent) if (socket.readyState === WebSocket.OPEN) socket.send(text);
	await waitUntil(() => heard.length > 0 || socket.readyState === WebSocket.CLOSED, { timeoutMs: 20_000, what: "an answer" });
	socket.terminate();
	for (const text of heard) expect(saidBy(text)).not.toMatch(below);
	expect(
		heard.some((text) => text.includes('"INTERNAL"')),
		heard.find((text) => text.includes('"INTERNAL"')),
	).toBe(false);
	expect((await owner.client.lease.get.query({ leaseId })).id).toBe(leaseId);
});
