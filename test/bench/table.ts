import type { Figure } from "./bench.ts";
import { isWithin, spellBudget } from "./figure.ts";

const spell = (value: number) => (Math.abs(value) >= 1_000 ? String(Math.round(value)) : String(Number(value.toPrecision(3))));

const verdict = (figure: Figure, tolerance: number): string => {
	if (figure.budget === null) return "";
	if (figure.ok) return "ok";
	return isWithin(figure, tolerance) ? "over, tolerated" : "MISSED";
};

const row = (figure: Figure, tolerance: number): readonly string[] => [
	figure.bench,
	figure.figure,
	`${spell(figure.value)} ${figure.unit === "1" ? "" : figure.unit}`.trimEnd(),
	figure.control === null ? "" : spell(figure.control),
	figure.ratio === null ? "" : spell(figure.ratio),
	spellBudget(figure.budget) ?? "",
	`${figure.rounds}`,
	`${Math.round(figure.spread * 100)} %`,
	verdict(figure, tolerance),
];

const head = ["bench", "figure", "value", "control", "ratio", "budget", "rounds", "spread", ""];

/** All figures for people, one a line. */
export function tableOf(figures: readonly Figure[], tolerance: number): string[] {
	const rows = [head, ...figures.map((figure) => row(figure, tolerance))];
	const widths = head.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
	return rows.map((cells) =>
		cells
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join("  ")
			.trimEnd(),
	);
}
