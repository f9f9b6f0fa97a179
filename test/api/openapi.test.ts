import { readFile } from "node:fs/promises";
import { openProcedures } from "@berth/api/openapi";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, oneContainer, type Person, type TestApi } from "./fixture.ts";

interface Operation {
	readonly operationId: string;
	readonly description?: string;
	readonly parameters: readonly { readonly name?: string; readonly required?: boolean }[];
}
interface Document {
	readonly paths: Readonly<Record<string, { readonly get?: Operation; readonly post?: Operation }>>;
}

const committed = JSON.parse(await readFile(new URL("../../docs/openapi.json", import.meta.url), "utf8")) as Document;
const procedures = openProcedures();
const typeOf = new Map(procedures.map(({ path, type }) => [path, type]));

// Formats that schemas name are checked; the document's own words beside JSON Schema's are not.
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(committed, "berth");
const schemaAt = (...steps: readonly string[]) =>
	ajv.compile({ $ref: `berth#/${steps.map((step) => step.replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}` });

let berth: TestApi;
let person: Person;
let admin: Person;
let leaseId: string;
beforeAll(async () => {
	berth = await createTestApi();
	person = await berth.member("acme");
	admin = await berth.admin();
	await waitUntil(() => berth.api.agent()?.status().claimed, { timeoutMs: 20_000, what: "the node to be claimed" });
	({ leaseId } = await person.client.lease.provision.mutate(oneContainer("shop")));
	await person.client.lease.wait.query({ leaseId, states: ["ready"] });
});
afterAll(() => berth[Symbol.asyncDispose]());

const ask = async (path: string, { cookie }: Person, input?: unknown) => {
	const query = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
	const answer = await fetch(`${berth.url}/trpc/${path}${query}`, { headers: { cookie } });
	return { status: answer.status, body: (await answer.json()) as { readonly result?: { readonly data: unknown } } };
};

test("the document is a valid one, is what is served, and has every procedure by its method", async () => {
	const { valid, errors } = await new Validator().validate({ ...structuredClone(committed) });
	expect(errors ?? []).toEqual([]);
	expect(valid).toBe(true);
	const served = await fetch(`${berth.url}/api/openapi.json`);
	expect(served.headers.get("content-type")).toContain("application/json");
	expect(await served.json()).toEqual(committed);
	const described = Object.entries(committed.paths).map(([path, { get, post }]) => [
		path.slice("/trpc/".length),
		get ? "get" : post && "post",
	]);
	const wanted = procedures.map(({ path, type }) => [path, type === "mutation" ? "post" : "get"]);
	expect(Object.fromEntries(described)).toEqual(Object.fromEntries(wanted));
	const operations = Object.entries(committed.paths).map(([path, { get, post }]) => ({
		path,
		description: (get ?? post)?.description ?? "",
	}));
	expect(operations.filter(({ description }) => description.length < 10).map(({ path }) => path)).toEqual([]);
});

test("the first message of each stream is as the document says", async () => {
	const heard: string[] = [];
	for (const [path, { get }] of Object.entries(committed.paths)) {
		const name = path.slice("/trpc/".length);
		if (get === undefined || typeOf.get(name) !== "subscription") continue;
		const given = get.parameters.some((one) => one.name === "input" && one.required === true) ? { leaseId } : undefined;
		const message = await firstMessage(name, name.startsWith("admin.") ? admin : person, given);
		if (message === null) continue;
		heard.push(name);
		const isRight = schemaAt("paths", path, "get", "responses", "200", "content", "text/event-stream", "x-berth-message");
		expect(isRight(message), `${name}: ${JSON.stringify(isRight.errors?.slice(0, 3))}`).toBe(true);
		// It says more than that a message is something.
		expect(schemaAt("paths", path, "get", "responses", "200", "content", "text/event-stream", "x-berth-message")(7), name).toBe(false);
	}
	expect(heard).toEqual(expect.arrayContaining(["lease.watch", "lease.watchList", "admin.actors.watch", "admin.leases.watch"]));
});

/** What a stream says first; null when it is silent. */
async function firstMessage(path: string, { cookie }: Person, input?: unknown): Promise<unknown> {
	const query = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
	const over = new AbortController();
	const timer = setTimeout(() => over.abort(), 3_000);
	try {
		const answer = await fetch(`${berth.url}/trpc/${path}${query}`, {
			headers: { cookie, accept: "text/event-stream" },
			signal: over.signal,
		});
		let text = "";
		const decoder = new TextDecoder();
		for await (const part of answer.body ?? []) {
			text += decoder.decode(part, { stream: true });
			const event = text.split("\n\n").find((one, at, all) => at < all.length - 1 && !one.includes("event: ") && one.includes("data: "));
			const [, data] = /^data: (.*)$/m.exec(event ?? "") ?? [];
			if (data !== undefined) return JSON.parse(data);
		}
		return null;
	} catch (error) {
		if (over.signal.aborted) return null;
		throw error;
	} finally {
		clearTimeout(timer);
		over.abort();
	}
}

/** What a query that must be told something is told. */
const inputs = (): Readonly<Record<string, unknown>> => ({
	"release.compare": { leaseId, from: 1, to: 1 },
	"usage.summary": {},
});

test("answers are as the document says: of every query that asks for a lease, or for nothing", async () => {
	const asked: string[] = [];
	const wrong: unknown[] = [];
	for (const [path, { get }] of Object.entries(committed.paths)) {
		const name = path.slice("/trpc/".length);
		if (get === undefined || typeOf.get(name) !== "query") continue;
		const who = name.startsWith("admin.") ? admin : person;
		const given = inputs()[name] ?? (get.parameters.some((one) => one.name === "input" && one.required === true) ? { leaseId } : undefined);
		const { status, body } = await ask(name, who, given);
		// One that asks for something else than a lease, or for a lease in another state, is refused; also that has its shape.
		const answer = status === 200 ? ["paths", path, "get", "responses", "200"] : ["components", "responses", "Refused"];
		expect([200, 400, 404, 409], `${name}: ${JSON.stringify(body)}`).toContain(status);
		if (status === 200) asked.push(name);
		const isRight = schemaAt(...answer, "content", "application/json", "schema");
		if (!isRight(body)) wrong.push([name, isRight.errors?.slice(0, 3)]);
	}
	expect(wrong).toEqual([]);
	expect(asked).toEqual(expect.arrayContaining(["lease.get", "lease.list", "operation.list", "event.list", "sku.offers", "admin.fleet"]));
	expect(asked.length).toBeGreaterThan(25);
});

test("what a schema of an input forbids, the procedure refuses, and the other way round", async () => {
	const schema = schemaAt("paths", "/trpc/lease.list", "get", "parameters", "0", "content", "application/json", "schema");
	const tried: readonly (readonly [unknown, boolean])[] = [
		[{}, true],
		[{ limit: 200, states: ["ready"] }, true],
		[{ limit: 201 }, false],
		[{ limit: "5" }, false],
		[{ states: [] }, false],
		[{ colour: "red" }, false],
		[{ nodeId: "no id" }, false],
		[{ expiresBefore: "tomorrow" }, false],
	];
	for (const [input, isGood] of tried) {
		expect(schema(input), JSON.stringify(input)).toBe(isGood);
		expect((await ask("lease.list", person, input)).status, JSON.stringify(input)).toBe(isGood ? 200 : 400);
	}
});
