import type { ChartLine } from "@/charts/chart-parts.ts";
import type { Grid } from "@/charts/to-grid.ts";
import type { metricsText } from "@/text/metrics.ts";

/** One picture of what a lease uses, ready to be drawn or written down. */
export interface MetricChart {
	readonly key: keyof typeof metricsText.titles;
	readonly note: string;
	/** Of its figures as they are in a file. */
	readonly unit: string;
	readonly lines: readonly ChartLine[];
	readonly grid: Grid;
	readonly format: (value: number) => string;
	readonly isBinary?: boolean;
}
