import { composeError } from "../read/compose-error.ts";
import { filledIn } from "../read/tree.ts";
import type { Row, Verdict } from "./row.ts";
import { previewOf, type Spot } from "./spot.ts";

/** More: a file that nobody wrote, and a table that nobody reads. */
const ROWS_MAX = 3_000;

/** Collects what became of each piece of a file. */
export interface Report {
	kept(spot: Spot, why: string, became?: string): void;
	translated(spot: Spot, why: string, became: string): void;
	ignored(spot: Spot, why: string): void;
	/** Cannot be carried over; returns whether it was accepted to go without it. `final` cannot be accepted. */
	refused(spot: Spot, why: string, options?: { readonly final?: true }): boolean;
	/** In the order of the file. */
	rows(): readonly Row[];
}

/** Errors  INVALID_COMPOSE when there is too much to tell. */
export function createReport(accept: ReadonlySet<string>): Report {
	const rows: Row[] = [];
	const add = (spot: Spot, verdict: Verdict, why: string, became: string | null, final = false) => {
		if (rows.length >= ROWS_MAX)
			throw composeError("too-much", spot.at, `there are more than ${ROWS_MAX} things to say about this file; split it`);
		// What was given to the import may be a secret: it is in the manifest, and not in the table.
		const hidden = filledIn(spot.tree);
		const hide = (text: string) => hidden.reduce((shown, value) => shown.replaceAll(value, "…"), text);
		const refused = verdict === "refused";
		const acceptable = refused && !final;
		const blocking = refused && !(acceptable && accept.has(spot.path));
		rows.push({
			...spot.at,
			service: spot.service,
			path: spot.path,
			verdict,
			why: hide(why),
			was: previewOf(spot),
			became: became === null ? null : hide(became),
			blocking,
			acceptable,
		});
		return !blocking;
	};
	return {
		kept(spot, why, became) {
			add(spot, "kept", why, became ?? null);
		},
		translated(spot, why, became) {
			add(spot, "translated", why, became);
		},
		ignored(spot, why) {
			add(spot, "ignored", why, null);
		},
		refused: (spot, why, options) => add(spot, "refused", why, null, options?.final),
		rows: () => inOrder(strongest(rows)),
	};
}

/** Of what was said about one place the gravest counts: what is refused in the end was not kept, whatever it looked like before. */
function strongest(rows: readonly Row[]): Row[] {
	const rank: Readonly<Record<Verdict, number>> = { refused: 3, translated: 2, kept: 1, ignored: 0 };
	const ranks = new Map<string, number>();
	for (const { path, verdict } of rows) ranks.set(path, Math.max(ranks.get(path) ?? 0, rank[verdict]));
	return rows.filter(({ path, verdict }) => rank[verdict] === ranks.get(path));
}

const inOrder = (rows: readonly Row[]): Row[] =>
	rows.toSorted((a, b) => a.line - b.line || a.column - b.column || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
