import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../lib/paths.ts";
import { RunError, run } from "../lib/run.ts";
import { toLines } from "../lib/say.ts";
import { readJunit, type TestResult, writeJunit } from "./junit.ts";
import type { Prerequisites } from "./prerequisites.ts";
import type { Stage } from "./stages.ts";

/** No stage takes nearly so long; one that does hangs. */
const STAGE_MS = 20 * 60_000;

export const resultsFolder = join(root, "test-results");

const failed = (name: string, message: string): TestResult => ({ name, outcome: "failed", message });

async function runProgram(
	stage: Extract<Stage, { kind: "program" }>,
	env: Record<string, string>,
	signal: AbortSignal,
): Promise<TestResult[]> {
	const name = stage.argv.join(" ");
	try {
		await run(stage.argv, { cwd: root, env, signal });
		return [{ name, outcome: "passed", message: "" }];
	} catch (error) {
		if (!(error instanceof RunError)) throw error;
		const words = `${error.result.stdout}${error.result.stderr}`.trim();
		process.stdout.write(`${words}\n`);
		return [failed(name, words.split("\n").slice(-40).join("\n"))];
	}
}

async function runTests(
	stage: Extract<Stage, { kind: "tests" }>,
	report: string,
	env: Record<string, string>,
	signal: AbortSignal,
): Promise<TestResult[]> {
	const projects = stage.projects.flatMap((project) => ["--project", project]);
	const reporters = ["--reporter=default", "--reporter=junit", `--outputFile.junit=${report}`];
	const failure = await run(["vitest", "run", ...projects, ...reporters], { cwd: root, env, signal, output: "show" }).then(
		() => null,
		(error: unknown) => {
			if (error instanceof RunError) return error.message;
			throw error;
		},
	);
	const results = readJunit(await readFile(report, "utf8").catch(() => ""));
	if (results.length === 0) return [failed("vitest", "it reported no test; what it wrote stands above")];
	// An error outside of every test ends the runner badly though all tests passed.
	if (failure !== null && results.every(({ outcome }) => outcome !== "failed")) results.push(failed("vitest", failure));
	return results;
}

/** Makes what the stage needs, then runs it. A stage that cannot run is one failed test; its report stands in test-results/. */
export async function runStage(
	stage: Stage,
	prerequisites: Prerequisites,
	testEnv: Readonly<Record<string, string>>,
	signal: AbortSignal,
): Promise<TestResult[]> {
	const report = join(resultsFolder, `${stage.name}.xml`);
	await rm(report, { force: true });
	const bounded = AbortSignal.any([signal, AbortSignal.timeout(STAGE_MS)]);
	const env: Record<string, string> = stage.kind === "program" ? { NO_COLOR: "1", FORCE_COLOR: "0" } : { ...testEnv };
	const results = await (async () => {
		try {
			if (stage.needs.includes("packages")) await prerequisites.packages();
			if (stage.needs.includes("docker")) await prerequisites.docker();
			if (stage.needs.includes("postgres")) env.BERTH_TEST_DATABASE_URL = await prerequisites.postgres();
			return stage.kind === "program" ? await runProgram(stage, env, bounded) : await runTests(stage, report, env, bounded);
		} catch (error) {
			signal.throwIfAborted();
			const lines = toLines(error);
			for (const line of lines) process.stdout.write(`${line}\n`);
			return [failed("the stage could not run", lines.join("\n"))];
		}
	})();
	if (stage.kind === "program" || results.some(({ name }) => !name.includes(" > ")))
		await writeFile(report, writeJunit(stage.name, results));
	return results;
}
