"use client";
import "uplot/dist/uPlot.min.css";
import { useTheme } from "next-themes";
import { useEffect, useRef } from "react";
import type uPlot from "uplot";
import type { ChartLine, ChartMark } from "./chart-parts.ts";
import { hoverPlugin, markPlugin, nearLimitPlugin } from "./chart-plugins.ts";
import type { Grid } from "./to-grid.ts";

interface SeriesChartProps {
	readonly marks?: readonly ChartMark[] | undefined;
	/** What a screen reader is told instead of the picture. */
	readonly summary: string;
	readonly lines: readonly ChartLine[];
	readonly grid: Grid;
	readonly format: (value: number) => string;
	/** Numbers that stand at round places of this kind: bytes are counted by 1024. */
	readonly isBinary?: boolean;
}

const HEIGHT = 168;

/** Lines over time on a canvas. The library is fetched when the first one is drawn. */
export function SeriesChart({ summary, lines, grid, format, isBinary = false, marks = noMarks }: SeriesChartProps) {
	const place = useRef<HTMLDivElement>(null);
	const chart = useRef<uPlot | null>(null);
	const newest = useRef(grid);
	newest.current = grid;
	const marked = useRef(marks);
	marked.current = marks;
	const { resolvedTheme } = useTheme();
	const shape = JSON.stringify(lines);
	const formats = useRef(format);
	formats.current = format;

	useEffect(() => {
		const host = place.current;
		if (host === null) return;
		let isOver = false;
		let watching: ResizeObserver | null = null;
		const draw = async () => {
			const { default: UPlot } = await import("uplot");
			if (isOver) return;
			// What was written by this very component.
			const drawn = JSON.parse(shape) as readonly ChartLine[];
			const options = {
				...optionsOf(
					host,
					drawn,
					isBinary,
					(value) => formats.current(value),
					() => marked.current,
					resolvedTheme ?? "",
				),
				width: host.clientWidth,
			};
			chart.current = new UPlot(options, toData(newest.current), host);
			watching = new ResizeObserver(() => chart.current?.setSize({ width: host.clientWidth, height: HEIGHT }));
			watching.observe(host);
		};
		void draw();
		return () => {
			isOver = true;
			watching?.disconnect();
			chart.current?.destroy();
			chart.current = null;
		};
	}, [shape, isBinary, resolvedTheme]);

	useEffect(() => {
		chart.current?.setData(toData(grid));
	}, [grid]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: other marks are what it is drawn anew for
	useEffect(() => {
		chart.current?.redraw();
	}, [marks]);

	return (
		<figure className="min-w-0">
			<div ref={place} role="img" aria-label={summary} className="min-w-0 overflow-hidden" style={{ height: HEIGHT }} />
		</figure>
	);
}

const noMarks: readonly ChartMark[] = [];

const toData = ({ seconds, lines }: Grid): uPlot.AlignedData => [[...seconds], ...lines.map((line) => [...line])];

/** `theme` is in it for nothing but that its colours are read anew. */
function optionsOf(
	host: HTMLElement,
	lines: readonly ChartLine[],
	isBinary: boolean,
	format: (value: number) => string,
	marks: () => readonly ChartMark[],
	_theme: string,
): Omit<uPlot.Options, "width"> {
	const style = getComputedStyle(host);
	const colour = (token: string) => style.getPropertyValue(token).trim();
	const font = `12px ${style.fontFamily}`;
	const axis = { stroke: colour("--ink-faint"), font, grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
	return {
		height: HEIGHT,
		legend: { show: false },
		// One moment is pointed at in all pictures of a page.
		cursor: { drag: { x: false, y: false }, points: { size: 6 }, sync: { key: "page" } },
		scales: { x: { time: true }, y: { range: (_plot, _min, max) => [0, Number.isFinite(max) && max > 0 ? max * 1.08 : 1] } },
		axes: [
			{ ...axis, space: 84, size: 28, values: (plot, splits) => splits.map((second) => toClock(second, spanOf(plot))) },
			{
				...axis,
				size: 68,
				...(isBinary && { incrs: Array.from({ length: 50 }, (_, power) => 2 ** power) }),
				values: (_plot, splits) => splits.map(format),
			},
		],
		series: [
			{},
			...lines.map(({ label, colour: token, isLimit = false }) => ({
				label,
				stroke: colour(token),
				width: isLimit ? 1 : 1.5,
				...(isLimit ? { dash: [5, 4] } : { fill: `color-mix(in srgb, ${colour(token)} 12%, transparent)` }),
				spanGaps: false,
				points: { show: true, size: 4, filter: lonely },
			})),
		],
		plugins: [
			hoverPlugin(
				lines.map(({ label }) => label),
				format,
				marks,
			),
			nearLimitPlugin(
				lines.findIndex(({ isLimit = false }) => isLimit),
				colour("--state-warn"),
			),
			markPlugin(marks, { calm: colour("--ink-faint"), bad: colour("--state-bad") }),
		],
	};
}

/** A value between two gaps is no line, and would not be seen. */
const lonely: uPlot.Series.Points.Filter = (plot, line) => {
	const values = plot.data[line] ?? [];
	const isKnown = (at: number) => typeof values[at] === "number";
	return Array.from({ length: values.length }, (_, at) => at).filter((at) => isKnown(at) && !isKnown(at - 1) && !isKnown(at + 1));
};

const spanOf = (plot: uPlot): number => (plot.scales.x?.max ?? 0) - (plot.scales.x?.min ?? 0);

/** As fine as the span wants it: seconds below ten minutes, days above one. */
function toClock(second: number, span: number): string {
	const date = new Date(second * 1_000);
	const time = { hour: "2-digit", minute: "2-digit", hour12: false } as const;
	if (span < 600) return date.toLocaleTimeString(undefined, { ...time, second: "2-digit" });
	if (span <= 90_000) return date.toLocaleTimeString(undefined, time);
	return date.toLocaleDateString(undefined, { month: "short", day: "numeric" });
}
