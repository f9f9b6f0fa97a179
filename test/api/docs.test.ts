import { execFile } from "node:child_process";
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, type Person, type TestApi } from "./fixture.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const node = join(root, "node_modules/.bin/node");

let berth: TestApi;
let person: Person;
let key: string;
let dir: string;
beforeAll(async () => {
	berth = await createTestApi();
	person = await berth.member("acme");
	({ key } = await person.client.key.create.mutate({ name: "docs", scopes: ["read", "deploy", "write"], expiresInDays: 7 }));
	dir = await mkdtemp(join(tmpdir(), "berth-docs-"));
	await waitUntil(() => berth.api.agent()?.status().claimed, { timeoutMs: 20_000, what: "the node to be claimed" });
});
afterAll(async () => {
	await berth[Symbol.asyncDispose]();
	await rm(dir, { recursive: true, force: true });
});

/** What docs/api.md shows below the mark of this name. */
async function shown(name: string): Promise<string> {
	const page = await readFile(join(root, "docs/api.md"), "utf8");
	const [, code] = new RegExp(`<!-- runs: ${name.replace(".", "\\.")} -->\n\`\`\`\\w+\n([\\s\\S]*?)\n\`\`\``).exec(page) ?? [];
	if (code === undefined) throw new Error(`docs/api.md shows no ${name}`);
	return code;
}

const doIt = async (program: string, args: readonly string[]) => {
	const env = {
		PATH: `${dir}:${join(root, "node_modules/.bin")}:${process.env.PATH}`,
		BERTH_URL: berth.url,
		BERTH_API_KEY: key,
		BERTH_CONFIG: join(dir, "contexts.json"),
	};
	const { stdout } = await run(program, [...args], { cwd: dir, env, timeout: 120_000 });
	return stdout;
};

test("the program of the first five minutes runs as it is shown", async () => {
	const file = join(dir, "program.ts");
	// It stands outside of the workspace, where the package would be installed.
	await writeFile(file, (await shown("program.ts")).replace('"@berth/client"', JSON.stringify(join(root, "packages/client/src/index.ts"))));
	const lines = (await doIt(node, [file])).trim().split("\n");
	expect(lines[0]).toMatch(/^ready http/);
	expect(lines[1]).toBe("NAME_TAKEN false");
});

test("the script runs as it is shown", async () => {
	const file = join(dir, "script.sh");
	await writeFile(file, await shown("script.sh"));
	expect((await doIt("sh", [file])).trim().split("\n")).toEqual(['"done":true', "restarting", expect.stringMatching(/^id: ?\d+$/)]);
});

test("the commands run as they are shown", async () => {
	await run(node, ["build.ts"], { cwd: join(root, "apps/cli") });
	await copyFile(join(root, "apps/cli/dist/berth.mjs"), join(dir, "berth"));
	await chmod(join(dir, "berth"), 0o755);
	const file = join(dir, "cli.sh");
	await writeFile(file, await shown("cli.sh"));
	expect(await doIt("sh", [file])).toContain("terminal");
	const { leases } = await person.client.lease.list.query({ search: "terminal" });
	expect(leases.map(({ state }) => state)).toEqual(["ready"]);
	const { operations } = await person.client.operation.list.query({ leaseId: leases[0]?.id ?? "" });
	expect(operations.map(({ kind, state }) => [kind, state])).toEqual([
		["restart", "succeeded"],
		["provision", "succeeded"],
	]);
});
