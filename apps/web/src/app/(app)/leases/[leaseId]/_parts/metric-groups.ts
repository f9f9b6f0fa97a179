import type { ChartLine } from "@/charts/chart-parts.ts";
import { metricsText as text } from "@/text/metrics.ts";

/** As many as there are colours that can be told apart. */
export const LINES_MAX = 8;

/** One line for each name, in its own colour. */
export const linesOf = (names: readonly string[]): ChartLine[] =>
	names.map((label, at) => ({ label, colour: `--series-${(at % LINES_MAX) + 1}` }));

export const leasedLine: ChartLine = { label: text.leased, colour: "--ink-faint", isLimit: true };
export const leasedEachLine: ChartLine = { ...leasedLine, label: text.leasedEach };

/** What all of them have for their limit, if it is the same for all; a picture with several limits says nothing. */
export function commonLimit(limits: readonly (number | null)[]): number | null {
	const [first = null, ...more] = limits;
	return more.every((limit) => limit === first) ? first : null;
}

/** A note, with a word about those for which there is no line. */
export const noteOf = (note: string, count: number): string => (count > LINES_MAX ? `${note} · ${text.tooMany(LINES_MAX, count)}` : note);
