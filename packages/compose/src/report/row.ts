import type { Position } from "../read/compose-error.ts";

/** What became of a piece of the file: as it was, in the manifest's own words, not at all because it cannot be, not at all because it need not. */
export type Verdict = "kept" | "translated" | "refused" | "ignored";

export const verdicts = ["kept", "translated", "refused", "ignored"] as const satisfies readonly Verdict[];

/** One line of the table. */
export interface Row extends Position {
	/** As the file names it; null for what belongs to no service. */
	readonly service: string | null;
	/** Such as `services.web.ports[0]`; what `accept` names. */
	readonly path: string;
	readonly verdict: Verdict;
	/** Why, and what to do instead. */
	readonly why: string;
	/** What is written, shortened. */
	readonly was: string;
	/** Where it went in the manifest or the items; null when nowhere. */
	readonly became: string | null;
	/** Whether it keeps the file from being imported: refused, and not accepted. */
	readonly blocking: boolean;
	/** Whether `accept` can let the file in without it. */
	readonly acceptable: boolean;
}
