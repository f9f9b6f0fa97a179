import type uPlot from "uplot";
import { formatMoment } from "@/format/time.ts";
import { chartText as text } from "@/text/metrics.ts";
import type { ChartMark } from "./chart-parts.ts";

/** From here on it is near its limit, as a meter has it too. */
const NEAR = 0.9;

/** Tints what lies just below the limit, where there is one. */
export function nearLimitPlugin(line: number, colour: string): uPlot.Plugin {
	return {
		hooks: {
			drawClear: (plot) => {
				const limit = line < 0 ? null : plot.data[line + 1]?.at(-1);
				if (typeof limit !== "number") return;
				const { ctx, bbox } = plot;
				const top = plot.valToPos(limit, "y", true);
				ctx.save();
				ctx.fillStyle = `color-mix(in srgb, ${colour} 14%, transparent)`;
				ctx.fillRect(bbox.left, top, bbox.width, plot.valToPos(limit * NEAR, "y", true) - top);
				ctx.restore();
			},
		},
	};
}

/** Draws a rule where something happened. */
export function markPlugin(marks: () => readonly ChartMark[], colours: Readonly<Record<ChartMark["tone"], string>>): uPlot.Plugin {
	return {
		hooks: {
			draw: (plot) => {
				const { ctx, bbox } = plot;
				ctx.save();
				ctx.lineWidth = devicePixelRatio;
				ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
				for (const { at, tone } of marks()) {
					const x = Math.round(plot.valToPos(Date.parse(at) / 1_000, "x", true));
					if (x < bbox.left || x > bbox.left + bbox.width) continue;
					ctx.strokeStyle = colours[tone];
					ctx.beginPath();
					ctx.moveTo(x, bbox.top);
					ctx.lineTo(x, bbox.top + bbox.height);
					ctx.stroke();
				}
				ctx.restore();
			},
		},
	};
}

/** A rule is thin: so near to it a pointer means it. */
const MARK_PX = 5;

/** Says beside the pointer what the lines have there, and what happened then. */
export function hoverPlugin(names: readonly string[], format: (value: number) => string, marks: () => readonly ChartMark[]): uPlot.Plugin {
	const nearest = (plot: uPlot, left: number) =>
		marks().filter(({ at }) => Math.abs(plot.valToPos(Date.parse(at) / 1_000, "x") - left) <= MARK_PX);
	let box: HTMLDivElement | null = null;
	return {
		hooks: {
			init: (plot) => {
				box = document.createElement("div");
				box.className =
					"pointer-events-none absolute top-1 z-10 hidden rounded-control border border-line-strong bg-raised px-2 py-1 text-12 text-ink tabular-nums";
				box.setAttribute("aria-hidden", "true");
				plot.over.append(box);
			},
			setCursor: (plot) => {
				const { idx, left = -1 } = plot.cursor;
				if (box === null) return;
				const second = idx === null || idx === undefined ? undefined : plot.data[0][idx];
				box.style.display = second === undefined || left < 0 ? "none" : "block";
				if (second === undefined || idx === null || idx === undefined) return;
				const said = names.map((name, line) => {
					const value = plot.data[line + 1]?.[idx];
					return text.hovered(name, typeof value === "number" ? format(value) : null);
				});
				const happened = nearest(plot, left).map((mark) => mark.text);
				box.textContent = [formatMoment(new Date(second * 1_000).toISOString()), ...said, ...happened].join(" · ");
				const isRight = left > plot.over.clientWidth / 2;
				box.style.left = isRight ? "auto" : `${left + 12}px`;
				box.style.right = isRight ? `${plot.over.clientWidth - left + 12}px` : "auto";
			},
		},
	};
}
