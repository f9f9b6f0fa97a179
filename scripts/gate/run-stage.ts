import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "../lib/paths.ts";
import { RunError, run } from "../lib/run.ts";
import { say, toLines } from "../lib/say.ts";
import { readJunit, type TestResult, writeJunit } from "./junit.ts";
import type { Prerequisites } from "./prerequisites.ts";
import { runBench } from "./run-bench.ts";
import type { Stage } from "./stages.ts";

/** No stage takes nearly so long, on however loaded a machine; one that does hangs. */
const STAGE_MS = 60 * 60_000;

export const resultsFolder = join(root, "test-results");

type Environment = Readonly<Record<string, string>>;
type ProgramStage = Extract<Stage, { kind: "program" }>;
type BenchStage = Extract<Stage, { kind: "bench" }>;
type TestStage = Extract<Stage, { kind: "tests" }>;

const failed = (name: string, message: string): TestResult => ({ name, outcome: "failed", message });

async function runProgram({ name, argv }: ProgramStage, signal: AbortSignal): Promise<TestResult[]> {
	const results = await run(argv, { cwd: root, env: { NO_COLOR: "1", FORCE_COLOR: "0" }, signal }).then(
		(): TestResult[] => [{ name: argv.join(" "), outcome: "passed", message: "" }],
		(error: unknown) => {
			if (!(error instanceof RunError)) throw error;
			const words = stripVTControlCharacters(`${error.result.stdout}${error.result.stderr}`).trim();
			say(words);
			return [failed(argv.join(" "), words.split("\n").slice(-40).join("\n"))];
		},
	);
	await writeFile(join(resultsFolder, `${name}.xml`), writeJunit(name, results));
	return results;
}

/** Runs the projects of a stage once. Its report is `<report>.xml`. */
async function runVitest({ projects }: TestStage, report: string, env: Environment, signal: AbortSignal): Promise<TestResult[]> {
	const path = join(resultsFolder, `${report}.xml`);
	await rm(path, { force: true });
	const chosen = projects.flatMap((project) => ["--project", project]);
	const reporters = ["--reporter=default", "--reporter=junit", `--outputFile.junit=${path}`];
	const failure = await run(["vitest", "run", ...chosen, ...reporters], { cwd: root, env, signal, output: "show", whole: true }).then(
		() => null,
		(error: unknown) => {
			if (error instanceof RunError) return error.message;
			throw error;
		},
	);
	const results = readJunit(await readFile(path, "utf8").catch(() => ""));
	if (results.length === 0) return [failed("vitest", "it reported no test; what it wrote stands above")];
	// An error outside of every test ends the runner badly though all tests passed.
	if (failure !== null && results.every(({ outcome }) => outcome !== "failed")) results.push(failed("vitest", failure));
	return results;
}

async function runTests(stage: TestStage, prerequisites: Prerequisites, env: Environment, signal: AbortSignal): Promise<TestResult[]> {
	const { name, needs } = stage;
	if (needs.includes("packages")) await prerequisites.packages();
	if (needs.includes("docker")) await prerequisites.docker();
	if (needs.includes("postgres")) {
		const { url } = await prerequisites.postgres();
		return runVitest(stage, name, { ...env, BERTH_TEST_DATABASE_URL: url }, signal);
	}
	if (!needs.includes("every-postgres")) return runVitest(stage, name, env, signal);
	const all: TestResult[] = [];
	for (const [index, { url, what }] of (await prerequisites.everyPostgres()).entries()) {
		say(`On ${what}:`);
		const results = await runVitest(stage, index === 0 ? name : `${name}-${index + 1}`, { ...env, BERTH_TEST_DATABASE_URL: url }, signal);
		all.push(...results.map((result) => ({ ...result, name: `${result.name} (${what})` })));
	}
	return all;
}

async function runMeasured({ name, needs }: BenchStage, prerequisites: Prerequisites, signal: AbortSignal): Promise<TestResult[]> {
	if (needs.includes("packages")) await prerequisites.packages();
	if (needs.includes("docker")) await prerequisites.docker();
	const results = await runBench(signal);
	await writeFile(join(resultsFolder, `${name}.xml`), writeJunit(name, results));
	return results;
}

/** Makes what the stage needs, then runs it. A stage that cannot run is one failed test. Its report stands in test-results/. */
export async function runStage(
	stage: Stage,
	prerequisites: Prerequisites,
	testEnv: Environment,
	signal: AbortSignal,
): Promise<TestResult[]> {
	const bounded = AbortSignal.any([signal, AbortSignal.timeout(stage.limitMs ?? STAGE_MS)]);
	try {
		if (stage.kind === "program") return await runProgram(stage, bounded);
		if (stage.kind === "bench") return await runMeasured(stage, prerequisites, bounded);
		return await runTests(stage, prerequisites, testEnv, bounded);
	} catch (error) {
		const lines = toLines(signal.aborted ? signal.reason : error);
		for (const line of lines) say(line);
		const results = [failed("the stage could not run", lines.join("\n"))];
		await writeFile(join(resultsFolder, `${stage.name}.xml`), writeJunit(stage.name, results));
		return results;
	}
}
