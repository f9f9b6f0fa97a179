"use client";
import { clsx } from "clsx";
import { chartText as text } from "@/text/metrics.ts";
import { Panel } from "@/ui/panel.tsx";
import type { ChartLine, ChartMark } from "./chart-parts.ts";
import { SeriesChart } from "./series-chart.tsx";
import { type Grid, outlineOf } from "./to-grid.ts";

interface ChartPanelProps {
	readonly title: string;
	/** What the figures are, in a sentence. */
	readonly note: string;
	readonly lines: readonly ChartLine[];
	readonly grid: Grid;
	readonly format: (value: number) => string;
	readonly isBinary?: boolean;
	readonly testId: string;
	/** What happened while it was measured. */
	readonly marks?: readonly ChartMark[];
}

/** A picture with its figures beside it, which say what the lines do to those who cannot see them. */
export function ChartPanel({ title, note, lines, grid, format, isBinary = false, testId, marks }: ChartPanelProps) {
	const outlines = lines.map((line, index) => ({ ...line, outline: outlineOf(grid.lines[index] ?? []) }));
	const isKnown = outlines.some(({ isLimit = false, outline }) => !isLimit && outline !== null);
	const say = ({ label, isLimit = false, outline }: (typeof outlines)[number]) => {
		if (outline === null) return text.unknown(label);
		if (isLimit) return text.limit(label, format(outline.last));
		return text.line(label, format(outline.last), format(outline.mean), format(outline.max));
	};
	return (
		<Panel title={title} aside={note}>
			<dl className="mb-2 flex flex-wrap gap-x-5 gap-y-1 text-12" data-testid={testId}>
				{outlines.map(({ label, colour, isLimit = false, outline }) => (
					<div key={label} className="flex items-center gap-1.5">
						<dt className="inline-flex items-center gap-1.5 text-ink-soft">
							<span
								aria-hidden="true"
								className={clsx("inline-block w-4 border-t-2", isLimit && "border-dashed")}
								style={{ borderColor: `var(${colour})` }}
							/>
							{label}
						</dt>
						<dd className="font-medium tabular-nums">{outline === null ? text.notKnown : format(outline.last)}</dd>
						{!isLimit && outline !== null && <dd className="text-ink-faint tabular-nums">{text.atMost(format(outline.max))}</dd>}
					</div>
				))}
			</dl>
			{isKnown ? (
				<SeriesChart
					summary={text.summary(title, outlines.map(say))}
					lines={lines}
					grid={grid}
					format={format}
					isBinary={isBinary}
					marks={marks}
				/>
			) : (
				<p className="grid h-[168px] place-items-center text-ink-faint">{text.nothing}</p>
			)}
		</Panel>
	);
}
