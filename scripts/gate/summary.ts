import type { TestResult } from "./junit.ts";

export interface StageReport {
	readonly name: string;
	readonly seconds: number;
	readonly results: readonly TestResult[];
}

const MESSAGE_LINES = 30;

const count = (reports: readonly StageReport[], outcome: TestResult["outcome"]) =>
	reports.flatMap(({ results }) => results).filter((result) => result.outcome === outcome).length;

const indent = (text: string) =>
	text
		.split("\n")
		.slice(0, MESSAGE_LINES)
		.map((line) => `    ${line}`);

/** What a reader wants to see at the end of a long log: how long each stage took, what failed and why, and the sums. */
export function summarize(reports: readonly StageReport[]): string[] {
	const width = Math.max(...reports.map(({ name }) => name.length));
	const table = reports.map((report) => {
		const bad = count([report], "failed");
		const verdict = bad > 0 ? `${bad} failed` : `${count([report], "passed")} passed`;
		return `  ${report.name.padEnd(width)} ${report.seconds.toFixed(1).padStart(7)} s  ${verdict}`;
	});
	const failures = reports.flatMap(({ name, results }) =>
		results
			.filter(({ outcome }) => outcome === "failed")
			.flatMap((result) => ["", `  FAILED ${name}: ${result.name}`, ...indent(result.message)]),
	);
	const skipped = reports.flatMap(({ name, results }) =>
		results.filter(({ outcome }) => outcome === "skipped").map((result) => `  SKIPPED ${name}: ${result.name}`),
	);
	const sums = `${count(reports, "passed")} passed, ${count(reports, "failed")} failed, ${count(reports, "skipped")} skipped`;
	return ["", ...table, ...failures, ...skipped, "", sums];
}

/** In CI nothing may be skipped: a check that did not run has not passed. */
export function isGreen(reports: readonly StageReport[], inCi: boolean): boolean {
	return count(reports, "failed") === 0 && count(reports, "passed") > 0 && !(inCi && count(reports, "skipped") > 0);
}
