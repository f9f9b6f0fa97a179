import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../lib/paths.ts";
import { type Figure, ownFigures } from "./own-figures.ts";

/** The figure's place on the page, which alerts name. */
export const anchorOf = (figure: string): string => figure;

const sectionOf = ({ name, type, labels, help, pages, first, alerts }: Figure): string[] => [
	`### ${anchorOf(name)}`,
	"",
	`${help} A ${type}${labels.length === 0 ? "" : ` by ${labels.map((label) => `\`${label}\``).join(", ")}`}.`,
	"",
	`Call somebody when: ${pages}.`,
	"",
	first,
	"",
	...alerts.flatMap((alert) => [`- \`${alert.name}\` (${alert.severity}), after ${alert.for}: \`${alert.expr}\``]),
	...(alerts.length === 0 ? [] : [""]),
];

/** The reference of all figures. */
export function metricsPage(): string {
	const figures = ownFigures();
	return [
		"# Metrics",
		"",
		"Served as `/metrics` to this machine, or to whoever holds `METRICS_TOKEN`. Labels are closed sets, without ids. Written by",
		"`pnpm generate`, as are the [alert rules](../deploy/observability/alerts.yml) and the [dashboard](../deploy/observability/dashboard.json) that",
		"show and watch them. [How to load both](operations.md#watch-it).",
		"",
		"| figure | is | call somebody when |",
		"|---|---|---|",
		...figures.map(({ name, help, pages }) => `| [\`${name}\`](#${anchorOf(name)}) | ${help} | ${pages} |`),
		"",
		"Beside them the usual figures of a Node process: `process_*` and `nodejs_*`. Outcomes are `ok` or a code of the error table.",
		"",
		"## What each calls for",
		"",
		...figures.flatMap(sectionOf),
	].join("\n");
}

const BEGIN = "<!-- figures, by pnpm generate -->";
const END = "<!-- end of figures -->";

/** The operator's page with its table of figures; the rest of it is written by hand. */
export async function operationsPage(): Promise<string> {
	const page = await readFile(join(root, "docs/operations.md"), "utf8");
	const [before, rest] = page.split(BEGIN);
	const [, after] = rest?.split(END) ?? [];
	if (before === undefined || after === undefined) throw new Error(`docs/operations.md has no ${BEGIN} … ${END}`);
	const table = [
		"| figure | it moved when | do first |",
		"|---|---|---|",
		...ownFigures().map(({ name, pages, first }) => `| \`${name}\` | ${pages} | ${first} |`),
	];
	return `${before}${BEGIN}\n${table.join("\n")}\n${END}${after}`;
}
