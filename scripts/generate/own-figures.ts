import { createMetrics } from "@berth/api/metrics";
import { type Alert, alerts } from "./alerts.ts";
import { type Advice, metricAdvice, never } from "./metric-advice.ts";

export interface Figure extends Advice {
	readonly name: string;
	readonly help: string;
	readonly type: "counter" | "gauge" | "histogram";
	readonly labels: readonly string[];
	/** Those that call somebody as `pages` says. */
	readonly alerts: readonly Alert[];
}

/** What the library keeps of a metric beside what its types say. */
interface Registered {
	readonly name: string;
	readonly help: string;
	readonly type: Figure["type"];
	readonly labelNames: readonly string[];
}

const isOwn = ({ name }: Registered) => !name.startsWith("process_") && !name.startsWith("nodejs_");

/**
 * Our own figures with what to do about each. Those of the process itself come from the metrics library and are documented there.
 *
 * Errors  names a figure without advice, one that calls somebody without an alert, and words about figures that do not exist.
 */
export function ownFigures(): readonly Figure[] {
	const { registry } = createMetrics();
	// The library's objects have more than its types.
	const own = (registry.getMetricsAsArray() as unknown as Registered[]).filter(isOwn);
	for (const [file, table] of Object.entries({ "metric-advice": metricAdvice, alerts })) {
		const unknown = Object.keys(table).filter((name) => !own.some((metric) => metric.name === name));
		if (unknown.length > 0) throw new Error(`scripts/generate/${file}.ts speaks of figures that do not exist: ${unknown.join(", ")}`);
	}
	return own.map(({ name, help, type, labelNames }) => {
		const advice = metricAdvice[name];
		if (advice === undefined) throw new Error(`${name} has no advice in scripts/generate/metric-advice.ts`);
		const calls = alerts[name] ?? [];
		if ((advice.pages === never) !== (calls.length === 0))
			throw new Error(
				`${name} ${calls.length === 0 ? "calls somebody but has no alert" : "calls nobody but has alerts"} in scripts/generate/alerts.ts`,
			);
		return { name, help, type, labels: labelNames, alerts: calls, ...advice };
	});
}
