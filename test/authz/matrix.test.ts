import { appendFile } from "node:fs/promises";
import { appRouter } from "@berth/api/router";
import { EXEC_PATH, EXEC_PROTOCOL } from "@berth/core";
import type { AnyTRPCProcedure } from "@trpc/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callProcedure, type Outcome, read } from "./call.ts";
import { cases, mayBeGone } from "./cases.ts";
import { type Expected, expectationOf, type Named, type Rule, seesValues } from "./expectation.ts";
import { createIdentities, type Identity } from "./identities.ts";
import type { ProcedurePath } from "./procedure-types.ts";
import { isOfAuthLibrary, routes } from "./routes.ts";
import { createScene, PLANTED, type Scene } from "./scene.ts";
import { upgrade } from "./sockets.ts";

let scene: Scene;
let identities: readonly Identity[];
beforeAll(async () => {
	scene = await createScene();
	identities = await createIdentities(scene);
});
afterAll(() => scene[Symbol.asyncDispose]());

interface Procedure {
	readonly path: ProcedurePath;
	readonly type: string;
	readonly rule: Rule;
}

// By their whole paths, as they are called; the type says they are nested.
// oxlint-disable-next-line no-underscore-dangle -- trpc has no other list
const flat = appRouter._def.procedures as unknown as Readonly<Record<string, AnyTRPCProcedure>>;
const known = Object.entries(flat).map(([path, { _def }]): Procedure => {
	if (_def.meta === undefined) throw new Error(`${path} is made by no builder that says who may call it`);
	// The meta of every procedure is what `procedures.ts` says.
	return { path: path as ProcedurePath, type: _def.type, rule: _def.meta as Rule };
});

/** Whose ids stand in an input: those are NOT_FOUND to others. */
function namedBy(input: unknown): Named {
	const text = JSON.stringify(input ?? null);
	const own = Object.entries(scene).some(
		([field, value]) => typeof value === "string" && field.endsWith("Id") && !/^(spare|admin|node)/.test(field) && text.includes(value),
	);
	return { lease: /"leaseId":/.test(text), own: own || /"userId":/.test(text) };
}

const wrong: string[] = [];
const leaked: string[] = [];
const seen = new Set<string>();
let cells = 0;

function judge(what: string, identity: Identity, expected: Expected, named: Named, { code, text }: Outcome): void {
	cells += 1;
	const cell = `${what} by ${identity.name}`;
	const isRight =
		expected === "let in" || expected === "open"
			? !(["INTERNAL", "unreadable"].includes(code) || code.startsWith("HTTP")) &&
				(expected === "open" || !["UNAUTHENTICATED", "FORBIDDEN"].includes(code)) &&
				(!named.own || mayBeGone.has(what) || code !== "NOT_FOUND")
			: code === expected;
	if (!isRight) wrong.push(`${cell}: ${expected} was due, and ${code} came: ${text.slice(0, 200)}`);
	if (!text.includes(PLANTED)) return;
	if (seesValues(identity)) seen.add(what);
	else leaked.push(cell);
}

/** Eight at a time: as many as keep the service busy. */
async function forEach<T>(all: readonly T[], run: (one: T) => Promise<void>): Promise<void> {
	const rest = [...all];
	await Promise.all(
		Array.from({ length: 8 }, async () => {
			for (let next = rest.shift(); next !== undefined; next = rest.shift()) await run(next);
		}),
	);
}

test("every procedure has a case, and every case a procedure", () => {
	const missing = known.filter(({ path }) => !Object.hasOwn(cases, path)).map(({ path }) => path);
	expect(missing, "say in test/authz/cases.ts what these are called with").toEqual([]);
	expect(Object.keys(cases).filter((path) => !known.some((one) => one.path === path))).toEqual([]);
});

test("every way in that is no procedure has a case", () => {
	const served = scene.berth.api.routes.filter((route) => !isOfAuthLibrary(route));
	expect([...new Set(served)].sort(), "say in test/authz/routes.ts who may use them").toEqual(Object.keys(routes).sort());
});

test("who is refused is refused for what is missing, everybody else is let in, and another tenant's things are not there", async () => {
	const rows = known.flatMap((procedure) => identities.map((identity) => ({ procedure, identity })));
	const cellOf = async ({ procedure: { path, type, rule }, identity }: (typeof rows)[number]) => {
		const input: unknown = await cases[path]?.(scene);
		const named = namedBy(input);
		const outcome = await callProcedure(scene.berth.url, { path, type, input }, identity.headers);
		judge(path, identity, expectationOf(rule, identity, named), named, outcome);
	};
	// What changes nothing first, while everything is as it was made: what is refused, then what reads.
	const changes = ({ procedure: { path, type, rule }, identity }: (typeof rows)[number]) =>
		type === "mutation" && expectationOf(rule, identity, { lease: true, own: path !== "lease.provision" }) === "let in";
	await forEach(
		rows.filter((row) => !changes(row)),
		cellOf,
	);
	await forEach(rows.filter(changes), cellOf);
	expect(wrong).toEqual([]);
});

test("files, archives and sockets are held to the same rules", async () => {
	for (const [what, { path, body, ...rule }] of Object.entries(routes)) {
		const [method = "GET"] = what.split(" ");
		await forEach(identities, async (identity) => {
			const at = path(scene);
			const named = { lease: at.includes(scene.leaseId), own: at.includes(scene.leaseId) };
			const { headers } = identity;
			const answer = await fetch(scene.berth.url + at, { method, headers, ...(body === undefined ? {} : { body }) });
			judge(what, identity, expectationOf(rule, identity, named), named, await read(answer));
		});
	}
	for (const identity of identities) {
		const live = await upgrade(`${scene.berth.url}/trpc`, identity.headers);
		const code = { 101: "ok", 401: "UNAUTHENTICATED", 403: "FORBIDDEN" }[live] ?? `HTTP ${live}`;
		judge("a socket of streams", identity, expectationOf({ who: "anyone", scope: null }, identity, nothingNamed), nothingNamed, {
			code,
			text: "",
		});
		// Without a ticket nobody gets a terminal; with one, `exec.ticket` has said who does.
		const exec = await upgrade(scene.berth.url + EXEC_PATH, identity.headers, [EXEC_PROTOCOL]);
		const expected = identity.isKnown ? "NOT_FOUND" : "UNAUTHENTICATED";
		judge("a terminal without a ticket", identity, expected, nothingNamed, {
			code: { 401: "UNAUTHENTICATED" }[exec] ?? "NOT_FOUND",
			text: "",
		});
		expect(exec).not.toBe(101);
	}
	expect(wrong).toEqual([]);
});

const nothingNamed: Named = { lease: false, own: false };

test("values of an environment reach those alone who may see them", () => {
	expect(leaked).toEqual([]);
	// Else nothing would have been proven by it.
	expect([...seen]).toEqual(expect.arrayContaining(["lease.get", "lease.wait", "lease.watch", "lease.renew", "release.list"]));
});

test("the matrix is whole", async () => {
	const sockets = 2;
	expect(cells).toBe((known.length + Object.keys(routes).length + sockets) * identities.length);
	const { BERTH_AUTHZ_REPORT: report } = process.env;
	const line = `authz: ${known.length + Object.keys(routes).length + sockets} procedures × ${identities.length} identities = ${cells} cells`;
	if (report !== undefined) await appendFile(report, `${line}\n`);
});
