import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inGate, interrupted } from "./gate/in-gate.ts";
import { runStage } from "./gate/run-stage.ts";
import type { Stage } from "./gate/stages.ts";
import { say, toLines } from "./lib/say.ts";

/** Kills, random histories and faults: all of them, or with `--quick` the slice that the gate runs, without Docker. */

const DAY_MS = 24 * 60 * 60_000;
const HISTORIES = 2_000;
const isQuick = process.argv.includes("--quick");

const stage: Stage = isQuick
	? { name: "deep-quick", kind: "tests", projects: ["crash", "property"], needs: ["postgres"] }
	: {
			name: "deep",
			kind: "tests",
			projects: ["crash", "property", "integration"],
			needs: ["packages", "postgres", "docker"],
			limitMs: DAY_MS,
		};

type What = "crash points" | "histories";

async function readCounts(path: string): Promise<ReadonlyMap<What, number>> {
	const counts = new Map<What, number>();
	const text = await readFile(path, "utf8").catch(() => "");
	for (const line of text.split("\n").filter((one) => one !== "")) {
		// Our own tests wrote it.
		const { what, count } = JSON.parse(line) as { readonly what: What; readonly count: number };
		counts.set(what, (counts.get(what) ?? 0) + count);
	}
	return counts;
}

async function runDeep(signal: AbortSignal): Promise<boolean> {
	const folder = await mkdtemp(join(tmpdir(), "berth-deep-"));
	const report = join(folder, "counts");
	try {
		const results = await inGate(signal, ({ prerequisites, env }) =>
			runStage(
				stage,
				prerequisites,
				{ ...env, BERTH_DEEP_REPORT: report, ...(isQuick ? {} : { BERTH_DEEP: "all", BERTH_PROPERTY_RUNS: String(HISTORIES) }) },
				signal,
			),
		);
		const failures = results.filter(({ outcome }) => outcome !== "passed");
		for (const { name, message } of failures) say(`\n${name}\n${message}`);
		const counts = await readCounts(report);
		say(`crash points: ${counts.get("crash points") ?? 0}, histories: ${counts.get("histories") ?? 0}, failed: ${failures.length}`);
		return failures.length === 0;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

try {
	process.exitCode = (await runDeep(interrupted())) ? 0 : 1;
} catch (error) {
	for (const line of toLines(error)) say(line);
	process.exitCode = 1;
}
