import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contexts } from "./contexts.ts";
import { following } from "./following.ts";
import { leases } from "./leases.ts";
import { lookingAfter } from "./looking-after.ts";
import { refusals } from "./refusals.ts";
import { type CliStage, createCliStage } from "./stage.ts";

let stage: CliStage;
beforeAll(async () => {
	stage = await createCliStage();
});
afterAll(() => stage[Symbol.asyncDispose]());
const of = () => stage;

// One service and one bundle for all of them; each has leases of its own.
describe("leases", () => {
	leases(of);
});
describe("looking after", () => {
	lookingAfter(of);
});
describe("contexts", () => {
	contexts(of);
});
describe("refusals", () => {
	refusals(of);
});
describe("following", () => {
	following(of);
});

describe("the page of the command line", () => {
	const page = readFile(new URL("../../docs/cli.md", import.meta.url), "utf8");

	test("what it shows runs as it is shown", async () => {
		const [prose = ""] = (await page).split("## Every command");
		const shown = [...prose.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code).filter((code) => /\bberth /.test(code));
		// How it is put on the path is another matter.
		const blocks = shown.filter((code) => !code.includes("install "));
		expect(blocks.length).toBeGreaterThan(3);
		await writeFile(join(stage.dir, "berth"), `#!/bin/sh\nexec ${stage.argv.join(" ")} "$@"\n`, { mode: 0o755 });
		const env = { ...stage.env, PATH: `${stage.dir}:${process.env.PATH}` };
		for (const code of blocks) {
			const script = code.replaceAll("https://berth.example.org", stage.berth.url);
			await promisify(execFile)("bash", ["-euc", script], { cwd: stage.dir, env, timeout: 120_000 }).catch((error) => {
				throw new Error(`${script}\n${error.stderr}`);
			});
			for (const [, name = ""] of script.matchAll(/^(?:source <\()?berth ([a-z]+)/gm)) stage.note(name);
		}
	});

	test("every command there is was run by a test, and says what it is for", async () => {
		const [, reference = ""] = (await page).split("## Every command");
		const sections = [...reference.matchAll(/^### `berth ((?:[a-z]+ ?)+).*`\n\n(.+)$/gm)];
		const listed = sections.map(([, name = ""]) => name.trim());
		expect(listed.length).toBeGreaterThan(40);
		const hasRun = (name: string) => [...stage.ran].some((ran) => ran === name || ran.startsWith(`${name} `));
		// Talking with a program needs a container of a real engine; see test/integration.
		expect(listed.filter((name) => name !== "exec" && !hasRun(name))).toEqual([]);
		for (const [, , about = ""] of sections) expect(about).toMatch(/^[A-Z].*\.$/);
		const helped = await Promise.all([[], ["admin"], ["up"]].map((path) => stage.run([...path, "--help"])));
		for (const { code, stdout } of helped) expect([code, stdout]).toEqual([0, expect.stringMatching(/^Usage: berth/)]);
	});

	test("completion is a script that its shell reads", async () => {
		const [bash, zsh, fish, offered] = await Promise.all([
			stage.run(["completion", "bash"]),
			stage.run(["completion", "zsh"]),
			stage.run(["completion", "fish"]),
			stage.run(["complete", "--", "re"]),
		]);
		await writeFile(join(stage.dir, "completion.bash"), bash.stdout);
		await promisify(execFile)("bash", ["-n", join(stage.dir, "completion.bash")]);
		for (const { stdout } of [zsh, fish]) expect(stdout).toMatch(/berth/);
		expect(offered.stdout).toMatch(/^restart/m);
	});
});
