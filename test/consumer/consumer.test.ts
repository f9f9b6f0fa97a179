import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestApi, type TestApi } from "../api/fixture.ts";
import { waitUntil } from "../support/wait-until.ts";
import { proceduresOfThePages } from "./procedures-of-the-pages.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const node = `${root}node_modules/.bin/node`;
const pnpm = `${root}.tools/node_modules/.bin/pnpm`;
// A project of somebody else's knows nothing of the tests that run it.
const env = { PATH: `${root}node_modules/.bin:${process.env.PATH}`, HOME: process.env.HOME, XDG_DATA_HOME: process.env.XDG_DATA_HOME };

let project: string;
let berth: TestApi;
/** What the dashboard asks: all of it can be asked by programs as well. */
let asked: readonly (readonly string[])[];
beforeAll(async () => {
	asked = await proceduresOfThePages();
	berth = await createTestApi();
	project = await mkdtemp(join(tmpdir(), "berth-consumer-"));
	await cp(new URL("project/", import.meta.url), project, { recursive: true });
	const paths = asked.map((path) => `\tBerthClient${path.map((name) => `[${JSON.stringify(name)}]`).join("")},\n`);
	await writeFile(
		join(project, "reached.ts"),
		`import type { BerthClient } from "@berth/client";\n\nexport type Reached = [\n${paths.join("")}];\n`,
	);
	const { stdout } = await run(pnpm, ["pack", "--json", "--pack-destination", project], { cwd: `${root}packages/client`, env });
	const { filename } = JSON.parse(stdout.slice(stdout.indexOf("{")));
	await rename(filename, join(project, "berth-client.tgz"));
	await run(pnpm, ["install", "--prefer-offline", "--ignore-workspace"], { cwd: project, env });
}, 900_000);
afterAll(async () => {
	await berth[Symbol.asyncDispose]();
	await rm(project, { recursive: true, force: true });
});

test("the package holds one program and its types, and depends on nothing", async () => {
	const installed = join(project, "node_modules/@berth/client");
	const { dependencies, peerDependencies, exports } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
	expect([dependencies, peerDependencies]).toEqual([undefined, undefined]);
	expect(exports).toEqual({ ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } });
	const declarations = await readFile(join(installed, "dist/index.d.ts"), "utf8");
	expect(declarations).not.toMatch(/hono|drizzle|dockerode|@trpc|@berth\/(api|db|engine|lease|core)|better-auth|\bimport\s*[({*"]/i);
});

test("programs reach everything that the dashboard asks", () => {
	// That each is there is found by the compiler, below.
	expect(asked.map((path) => path.join("."))).toEqual(
		expect.arrayContaining(["lease.get.query", "lease.provision.mutate", "lease.watch.subscribe", "admin.actors.list.query"]),
	);
	expect(asked.length).toBeGreaterThan(80);
});

test.each(["node16", "nodenext", "bundler"])("a program is typed by it under %s, with every declaration checked", async (resolution) => {
	const module = resolution === "bundler" ? "esnext" : resolution;
	const tsc = join(project, "node_modules/.bin/tsc");
	await run(tsc, ["-p", ".", "--module", module, "--moduleResolution", resolution], { cwd: project, env }).catch((error) => {
		throw new Error(error.stdout);
	});
});

test("a program leases, waits, reads its log, closes, and is told why it is refused", async () => {
	const { client } = await berth.member("acme");
	const { key } = await client.key.create.mutate({ name: "consumer", scopes: ["read", "write", "deploy"], expiresInDays: 7 });
	const running = run(node, ["scenario.ts"], { cwd: project, env: { ...env, BERTH_URL: berth.url, BERTH_API_KEY: key } });
	const container = await waitUntil(() => berth.host.containers().find(({ phase }) => phase === "running") ?? null, {
		timeoutMs: 60_000,
		what: "the container",
	});
	berth.host.print(container.id, [{ text: "hello" }, { text: "goodbye" }]);
	const said = (await running).stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(said[0]).toEqual({ met: true, state: "ready", operation: "succeeded" });
	expect(said.filter(({ line }) => line !== undefined).map(({ line }) => line)).toEqual(expect.arrayContaining(["hello", "goodbye"]));
	expect(said.filter(({ found }) => found !== undefined).map(({ found }) => found)).toEqual(["goodbye"]);
	expect(said.find(({ events }) => events !== undefined)).toMatchObject({ isGapless: true });
	expect(said.at(-1)).toEqual({ refused: "UNAUTHENTICATED" });
});
