import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const fixtures = join(import.meta.dirname, "fixtures");

interface Report {
	readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
}

const listFixtures = async () =>
	(await readdir(fixtures, { recursive: true, withFileTypes: true }))
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(fixtures.length + 1))
		.sort();

const lint = (cwd: string) =>
	new Promise<Report>((resolve, reject) => {
		const oxlint = join(root, "node_modules/oxlint/bin/oxlint");
		execFile(
			process.execPath,
			[oxlint, "--type-aware", "-f", "json", "."],
			{ cwd, maxBuffer: 1 << 26, timeout: 60_000 },
			(_error, stdout, stderr) => {
				try {
					resolve(JSON.parse(stdout) as Report);
				} catch (cause) {
					reject(new Error(`the linter wrote no report: ${stdout.slice(0, 2_000)}${stderr}`, { cause }));
				}
			},
		);
	});

let folder = "";
const reported = new Map<string, Set<string>>();

/** A tree of the workspace's shape that holds the real rules and the fixtures alone. */
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "berth-rules-"));
	await cp(fixtures, folder, { recursive: true });
	await cp(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
	await cp(join(root, "scripts/lint"), join(folder, "scripts/lint"), { recursive: true });
	await cp(join(root, "tsconfig.base.json"), join(folder, "tsconfig.base.json"));
	await writeFile(join(folder, "tsconfig.json"), '{ "extends": "./tsconfig.base.json", "compilerOptions": { "types": [] } }');
	await writeFile(join(folder, "package.json"), '{ "type": "module" }');
	for (const { code, filename } of (await lint(folder)).diagnostics) {
		const rule = code.replace(/^(.*)\((.*)\)$/, "$1/$2");
		reported.set(filename, (reported.get(filename) ?? new Set()).add(rule));
	}
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(await listFixtures())("%s gets exactly the report it is written for", async (file) => {
	const [, expected] = /^\/\/ reported: (\S+)\n/.exec(await readFile(join(fixtures, file), "utf8")) ?? [];
	expect(expected).toBeDefined();
	expect([...(reported.get(file) ?? [])]).toEqual(expected === "nothing" ? [] : [expected]);
});
