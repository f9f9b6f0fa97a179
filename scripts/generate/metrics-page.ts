import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createMetrics } from "@berth/api/metrics";
import { root } from "../lib/paths.ts";
import { metricAdvice } from "./metric-advice.ts";

/** Our own figures with what to do about each. Those of the process itself come from the metrics library and are documented there. */
async function ownFigures() {
	const { registry } = createMetrics();
	const own = (await registry.getMetricsAsJSON()).filter(({ name }) => !name.startsWith("process_") && !name.startsWith("nodejs_"));
	const unknown = Object.keys(metricAdvice).filter((name) => !own.some((metric) => metric.name === name));
	if (unknown.length > 0) throw new Error(`there is advice for figures that do not exist: ${unknown.join(", ")}`);
	return own.map(({ name, help }) => {
		const advice = metricAdvice[name];
		if (advice === undefined) throw new Error(`${name} has no advice in scripts/generate/metric-advice.ts`);
		return { name, help, ...advice };
	});
}

/** The reference of all figures. */
export async function metricsPage(): Promise<string> {
	return [
		"# Metrics",
		"",
		"Served as `/metrics` to this machine, or to whoever holds `METRICS_TOKEN`. Labels are closed sets, without ids. Written by",
		"`pnpm generate`.",
		"",
		"| figure | is | call somebody when | do first |",
		"|---|---|---|---|",
		...(await ownFigures()).map(({ name, help, pages, first }) => `| \`${name}\` | ${help} | ${pages} | ${first} |`),
		"",
		"Beside them the usual figures of a Node process: `process_*` and `nodejs_*`.",
		"",
	].join("\n");
}

const BEGIN = "<!-- figures, by pnpm generate -->";
const END = "<!-- end of figures -->";

/** The operator's page with its table of figures; the rest of it is written by hand. */
export async function operationsPage(): Promise<string> {
	const page = await readFile(join(root, "docs/operations.md"), "utf8");
	const [before, rest] = page.split(BEGIN);
	const [, after] = rest?.split(END) ?? [];
	if (before === undefined || after === undefined) throw new Error(`docs/operations.md has no ${BEGIN} … ${END}`);
	const table = [
		"| figure | it moved when | do first |",
		"|---|---|---|",
		...(await ownFigures()).map(({ name, pages, first }) => `| \`${name}\` | ${pages} | ${first} |`),
	];
	return `${before}${BEGIN}\n${table.join("\n")}\n${END}${after}`;
}
