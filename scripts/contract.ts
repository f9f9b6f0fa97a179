import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readJunit, type TestResult } from "./gate/junit.ts";
import { root } from "./lib/paths.ts";
import { RunError, run } from "./lib/run.ts";
import { say } from "./lib/say.ts";

/** The suite on the fake and on a real daemon, as one list: which cases there are and how each engine kept them. */

const engines = ["the fake engine", "the Docker engine"] as const;
type EngineName = (typeof engines)[number];
const files = ["engine-fake", "engine-docker", "engine-docker-crowd"].map((name) => `test/contract/${name}.contract.test.ts`);
const marks: Readonly<Record<TestResult["outcome"] | "none", string>> = { passed: "ok", failed: "FAILED", skipped: "skipped", none: "-" };

/** Reads `file > <engine> keeps the rules > <group> > <case>`. */
function toCase({ name }: TestResult): { readonly engine: EngineName; readonly what: string } | null {
	const [, suite = "", ...path] = name.split(" > ");
	const engine = engines.find((one) => suite.startsWith(one));
	return engine ? { engine, what: path.join(": ") } : null;
}

async function runSuite(): Promise<{ readonly results: readonly TestResult[]; readonly words: string }> {
	const folder = await mkdtemp(join(tmpdir(), "berth-contract-"));
	const report = join(folder, "report.xml");
	const argv = ["vitest", "run", "--project", "contract", ...files, "--reporter=junit", `--outputFile.junit=${report}`] as const;
	try {
		const words = await run(argv, { cwd: root, env: { NO_COLOR: "1" } }).then(
			() => "",
			(error: unknown) => {
				if (error instanceof RunError) return error.message;
				throw error;
			},
		);
		return { results: readJunit(await readFile(report, "utf8").catch(() => "")), words };
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

const { results, words } = await runSuite();
const cases = new Map<string, Partial<Record<EngineName, TestResult["outcome"]>>>();
for (const result of results) {
	const found = toCase(result);
	if (found) cases.set(found.what, { ...cases.get(found.what), [found.engine]: result.outcome });
}
say("fake     docker   case (- : needs a real daemon and a real network)");
for (const [what, kept] of cases) {
	say([...engines.map((engine) => marks[kept[engine] ?? "none"].padEnd(8)), what].join(" "));
}
const failures = results.filter(({ outcome }) => outcome === "failed");
for (const { name, message } of failures) say(`\n${name}\n${message}`);
if (words !== "" && failures.length === 0) say(words);
const count = (engine: EngineName) => [...cases.values()].filter((kept) => kept[engine] !== undefined).length;
const passed = results.filter(({ outcome }) => outcome === "passed").length;
say(`contract: ${count(engines[0])} cases on the fake, ${count(engines[1])} on Docker, ${passed} passed, ${results.length - passed} not`);
process.exitCode = words === "" && passed > 0 && passed === results.length ? 0 : 1;
