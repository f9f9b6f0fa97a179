import { say, toLines } from "../lib/say.ts";
import { inGate, interrupted } from "./in-gate.ts";
import { runStage } from "./run-stage.ts";
import { type Stage, stages } from "./stages.ts";
import { isGreen, type StageReport, summarize } from "./summary.ts";

const usage = `./scripts/test [stage…]

Runs the named stages, or all of them in this order: ${stages.map(({ name }) => name).join(", ")}.
Installs from Debian what they need and starts what they need; BERTH_INSTALL=never forbids to install.
BERTH_TEST_DATABASE_URL uses a PostgreSQL of yours, in which databases are made and dropped. Reports go to test-results/.`;

function chooseStages(names: readonly string[]): readonly Stage[] {
	const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
	if (unknown.length > 0) throw new Error(`there is no stage ${unknown.join(", ")}\n${usage}`);
	return names.length === 0 ? stages : stages.filter(({ name }) => names.includes(name));
}

async function runGate(names: readonly string[], signal: AbortSignal): Promise<boolean> {
	const chosen = chooseStages(names);
	const reports: StageReport[] = [];
	await inGate(signal, async ({ prerequisites, env }) => {
		for (const stage of chosen) {
			if (signal.aborted) break;
			say(`\n== ${stage.name}`);
			const begun = performance.now();
			const results = await runStage(stage, prerequisites, env, signal);
			reports.push({ name: stage.name, seconds: (performance.now() - begun) / 1_000, results });
		}
	});
	for (const line of summarize(reports)) say(line);
	return isGreen(reports, process.env.CI === "true" || process.env.CI === "1");
}

const names = process.argv.slice(2);
if (names.includes("--help") || names.includes("-h")) {
	say(usage);
} else {
	try {
		process.exitCode = (await runGate(names, interrupted())) ? 0 : 1;
	} catch (error) {
		for (const line of toLines(error)) say(line);
		say("0 passed, 1 failed, 0 skipped");
		process.exitCode = 1;
	}
}
