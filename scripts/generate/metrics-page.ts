import { createMetrics } from "@berth/api/metrics";
import { metricAdvice } from "./metric-advice.ts";

/** The reference of all figures. Those of the process itself come from the metrics library and are documented there. */
export async function metricsPage(): Promise<string> {
	const { registry } = createMetrics();
	const all = await registry.getMetricsAsJSON();
	const own = all.filter(({ name }) => !name.startsWith("process_") && !name.startsWith("nodejs_"));
	const rows = own.map(({ name, help }) => {
		const advice = metricAdvice[name];
		if (advice === undefined) throw new Error(`${name} has no advice in scripts/generate/metric-advice.ts`);
		return `| \`${name}\` | ${help} | ${advice.pages} | ${advice.first} |`;
	});
	const unknown = Object.keys(metricAdvice).filter((name) => !own.some((metric) => metric.name === name));
	if (unknown.length > 0) throw new Error(`there is advice for figures that do not exist: ${unknown.join(", ")}`);
	return [
		"# Metrics",
		"",
		"Served as `/metrics` to this machine, or to whoever holds `METRICS_TOKEN`. Labels are closed sets, without ids. Written by",
		"`pnpm generate`.",
		"",
		"| figure | is | call somebody when | do first |",
		"|---|---|---|---|",
		...rows,
		"",
		"Beside them the usual figures of a Node process: `process_*` and `nodejs_*`.",
		"",
	].join("\n");
}
