import type { MetricChart } from "./metric-chart.ts";

type Drawn = Pick<MetricChart, "key" | "unit" | "lines" | "grid">;

/** Pictures of one time as a table: a row for each moment, a column for each line. What is not known is an empty field. Source  RFC 4180. */
export function chartsToCsv(charts: readonly Drawn[]): string {
	const columns = charts.flatMap(({ key, unit, lines, grid }) =>
		lines.map(({ label }, at) => ({ name: `${key} ${label} (${unit})`, values: grid.lines[at] ?? [] })),
	);
	const seconds = charts[0]?.grid.seconds ?? [];
	const rows = seconds.map((second, at) => [
		new Date(second * 1_000).toISOString(),
		...columns.map(({ values }) => String(values[at] ?? "")),
	]);
	return [["at", ...columns.map(({ name }) => name)], ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
