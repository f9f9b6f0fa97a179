import type { Figure } from "./own-figures.ts";

export interface Query {
	readonly expr: string;
	readonly legend: string;
}

export interface Panel {
	readonly title: string;
	readonly description: string;
	readonly unit: string;
	readonly queries: readonly Query[];
}

/** They are read from the database, so every process tells the same: the highest is taken, and not the sum. */
const seenByAll: readonly string[] = ["lease_count", "retention_records", "retention_bytes", "usage_table_bytes"];

/** Only of the processes that were chosen above the panels. */
export const CHOSEN = 'instance=~"$instance"';

const unitOf = ({ name, type }: Pick<Figure, "name" | "type">): string => {
	if (name.endsWith("_seconds")) return "s";
	if (name.endsWith("_bytes")) return "bytes";
	if (name.endsWith("_ratio")) return "percentunit";
	if (name.endsWith("_bytes_total")) return "Bps";
	return type === "counter" ? "ops" : "short";
};

const by = (labels: readonly string[]): string => (labels.length === 0 ? "" : ` by (${labels.join(", ")})`);
const legendOf = (labels: readonly string[]): string => labels.map((label) => `{{${label}}}`).join(" ");

/** How often it happens and, of how many at a time by label, how long the middle and the slow ones take. */
function queriesOf({ name, type, labels }: Figure): readonly Query[] {
	if (type === "counter")
		return [{ expr: `sum${by(labels)} (rate(${name}{${CHOSEN}}[$__rate_interval]))`, legend: legendOf(labels) || "all" }];
	if (type === "gauge")
		return [{ expr: `${seenByAll.includes(name) ? "max" : "sum"}${by(labels)} (${name}{${CHOSEN}})`, legend: legendOf(labels) || "all" }];
	const [first] = labels;
	const group = first === undefined ? [] : [first];
	return [0.5, 0.95].map((share) => ({
		expr: `histogram_quantile(${share}, sum by (${["le", ...group].join(", ")}) (rate(${name}_bucket{${CHOSEN}}[$__rate_interval])))`,
		legend: [`p${share * 100}`, legendOf(group)].join(" ").trim(),
	}));
}

/** A figure's own panel; of a histogram a second one says how often, by how it ended. */
export function panelsOf(figure: Figure): readonly Panel[] {
	const { name, help, labels, type } = figure;
	const own: Panel = { title: name, description: help, unit: unitOf(figure), queries: queriesOf(figure) };
	const how = labels.slice(1);
	if (type !== "histogram" || how.length === 0) return [own];
	const rate: Query = {
		expr: `sum by (${labels.join(", ")}) (rate(${name}_count{${CHOSEN}}[$__rate_interval]))`,
		legend: legendOf(labels),
	};
	return [own, { title: `${name}, how often`, description: help, unit: "ops", queries: [rate] }];
}

/** What each process uses, as the metrics library tells it. */
export const processPanels: readonly Panel[] = [
	{
		title: "CPU",
		description: "Of one core.",
		unit: "percentunit",
		queries: [{ expr: `rate(process_cpu_seconds_total{${CHOSEN}}[$__rate_interval])`, legend: "{{instance}}" }],
	},
	{
		title: "Memory",
		description: "What the process holds in memory.",
		unit: "bytes",
		queries: [{ expr: `process_resident_memory_bytes{${CHOSEN}}`, legend: "{{instance}}" }],
	},
	{
		title: "Event loop",
		description: "How late timers are, of one in a hundred.",
		unit: "s",
		queries: [{ expr: `nodejs_eventloop_lag_p99_seconds{${CHOSEN}}`, legend: "{{instance}}" }],
	},
];
