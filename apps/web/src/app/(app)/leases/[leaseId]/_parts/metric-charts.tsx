"use client";
import { Download } from "lucide-react";
import { ChartPanel } from "@/charts/chart-panel.tsx";
import type { ChartMark } from "@/charts/chart-parts.ts";
import { saveText } from "@/data/save-text.ts";
import { metricsText as text } from "@/text/metrics.ts";
import { Button } from "@/ui/button.tsx";
import { chartsToCsv } from "./charts-to-csv.ts";
import type { MetricChart } from "./metric-chart.ts";

interface MetricChartsProps {
	readonly charts: readonly MetricChart[];
	readonly marks: readonly ChartMark[];
	/** Of the file that what is shown is saved as. */
	readonly fileName: string;
}

/** Pictures of one time, which have one cursor, and their figures as a file. */
export function MetricCharts({ charts, marks, fileName }: MetricChartsProps) {
	return (
		<>
			<div className="mb-3 flex justify-end">
				<Button small data-hint={text.csvHint} onClick={() => saveText(fileName, "text/csv", chartsToCsv(charts))}>
					<Download className="size-3.5" aria-hidden />
					{text.csv}
				</Button>
			</div>
			<div className="grid gap-4 xl:grid-cols-2">
				{charts.map(({ key, note, lines, grid, format, isBinary = false }) => (
					<ChartPanel
						key={key}
						testId={`chart-${key}`}
						title={text.titles[key]}
						note={note}
						lines={lines}
						marks={marks}
						grid={grid}
						format={format}
						isBinary={isBinary}
					/>
				))}
			</div>
		</>
	);
}
